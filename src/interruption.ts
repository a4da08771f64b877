import { VarveError, type VarveErrorOptions } from "./errors.ts";

/** INTERRUPTED: somebody wanted it so. `message` says what became of the work. */
export function interruption(options: Omit<VarveErrorOptions, "hint">): VarveError {
  return new VarveError("INTERRUPTED", {
    ...options,
    hint: "Run it again; a run of revisions goes on where it stopped.",
  });
}
