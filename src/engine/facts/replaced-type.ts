import { isDeepStrictEqual } from "node:util";
import type { Fact, FactBase } from "@supabase/pg-delta/core";

/** Whether a type or a domain is dropped and made anew, where nothing is of it. Manual: ALTER TYPE, ALTER DOMAIN. */
export function isReplacedType({ id, payload }: Fact, to: FactBase): boolean {
  if (id.kind !== "type" && id.kind !== "domain") return false;
  const after = to.get(id)?.payload;
  if (after === undefined || payload.variant !== after.variant) return true;
  if (id.kind === "domain")
    return payload.baseType !== after.baseType || payload.collation !== after.collation;
  return payload.variant === "range" && !isDeepStrictEqual(payload, after);
}
