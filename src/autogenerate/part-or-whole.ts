import { type ErrorCode, isVarveError } from "../errors.ts";
import { tellsOfModels } from "../models/refused.ts";

/** Works with the part of a schema that a change has to do with, where there is one; what is wrong is told of the whole. */
export async function partOrWhole<T>(
  part: (() => Promise<T>) | undefined,
  whole: () => Promise<T>,
): Promise<T> {
  if (part === undefined) return whole();
  try {
    return await part();
  } catch (error) {
    if (!isVarveError(error) || !tellsOfThePlan.has(error.code)) throw error;
    return whole();
  }
}

const tellsOfThePlan = new Set<ErrorCode>([...tellsOfModels, "PLAN_IMPOSSIBLE", "PLAN_NOT_PROVEN"]);
