import { VarveError } from "../errors.ts";

/** As much of a stream as text needs. */
export interface Output {
  write(text: string, done?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The reader went away (`varve history | head`): no error, there is nobody left to tell. */
const noReader = ["EPIPE", "ERR_STREAM_DESTROYED"];

/** Writes all of a text, waiting for a slow reader; done when it has left the process. Errors: OUTPUT_FAILED. */
export function write(output: Output, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (error) => {
      const { code = "" } = (error ?? {}) as NodeJS.ErrnoException;
      if (error && !noReader.includes(code)) reject(outputFailed(error));
      else resolve();
    });
  });
}

function outputFailed(cause: Error): VarveError {
  return new VarveError("OUTPUT_FAILED", {
    message: `The output could not be written: ${cause.message}.`,
    hint: "The command's work is done; only what it had to say is lost. `varve current` and `varve history` show the result.",
    cause,
  });
}
