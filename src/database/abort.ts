import { isVarveError, VarveError } from "../errors.ts";

/** The VarveError that `signal` was aborted with, else INTERRUPTED. */
export function interrupted({ reason }: AbortSignal): VarveError {
  if (isVarveError(reason)) return reason;
  return new VarveError("INTERRUPTED", {
    message: "Stopped; what was running has been rolled back.",
    cause: reason,
  });
}
