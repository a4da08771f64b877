import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";

/** The foreign keys that refer to a table, by the encoded id of the table. */
export function referringKeys(facts: FactBase): Map<string, Fact[]> {
  const keys = new Map<string, Fact[]>();
  for (const fact of facts.facts()) {
    if (fact.id.kind !== "constraint" || fact.payload.type !== "f") continue;
    // It depends on the key it refers to.
    for (const { to } of facts.outgoingEdges(fact.id)) {
      const table = to.kind === "column" ? undefined : facts.get(to)?.parent;
      if (table === undefined) continue;
      keys.set(encodeId(table), [...(keys.get(encodeId(table)) ?? []), fact]);
    }
  }
  return keys;
}
