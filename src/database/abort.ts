import { isVarveError, VarveError } from "../errors.ts";

/**
 * What `promise` gives, or, when `signal` aborts before, a rejection with INTERRUPTED; `onAbort` hears of it first.
 * The promise then goes on unheard.
 */
export async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  onAbort?: (reason: VarveError) => void,
): Promise<T> {
  if (signal === undefined) return promise;
  let listener = () => {};
  const aborted = new Promise<never>((_, reject) => {
    listener = () => {
      const reason = interrupted(signal);
      onAbort?.(reason);
      reject(reason);
    };
    if (signal.aborted) listener();
    else signal.addEventListener("abort", listener, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", listener);
    promise.catch(() => {});
  }
}

/** The VarveError that `signal` was aborted with, else INTERRUPTED. */
export function interrupted({ reason }: AbortSignal): VarveError {
  if (isVarveError(reason)) return reason;
  return new VarveError("INTERRUPTED", {
    message: "Stopped; what was running has been rolled back",
    cause: reason,
  });
}
