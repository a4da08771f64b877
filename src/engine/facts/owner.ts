import type { FactBase, StableId } from "@supabase/pg-delta/core";

/** The role that owns it; undefined where owners are not looked at. */
export function ownerOf(id: StableId, facts: FactBase): string | undefined {
  const edge = facts.outgoingEdges(id).find(({ kind }) => kind === "owner");
  return edge?.to.kind === "role" ? edge.to.name : undefined;
}
