import { isVarveError, type VarveError } from "../errors.ts";
import { interruption } from "../interruption.ts";

/** The VarveError that `signal` was aborted with, else INTERRUPTED. */
export function interrupted({ reason }: AbortSignal): VarveError {
  if (isVarveError(reason)) return reason;
  return interruption({ message: "Stopped; what was running has been rolled back.", cause: reason });
}
