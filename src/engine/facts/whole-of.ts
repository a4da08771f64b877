import type { FactBase, StableId } from "@supabase/pg-delta/core";

/** What a part belongs to: the table of a column, the domain of a check; what stands by itself is whole. */
export function wholeOf(id: StableId, facts: FactBase): StableId {
  const parent = facts.get(id)?.parent;
  return parent === undefined || parent.kind === "schema" ? id : wholeOf(parent, facts);
}
