import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { grouped } from "../../by-key.ts";

/** The foreign keys that refer to a table, by the encoded id of the table. */
export function referringKeys(facts: FactBase): Map<string, Fact[]> {
  const keys = facts.facts().filter(({ id, payload }) => id.kind === "constraint" && payload.type === "f");
  return grouped(
    keys.flatMap((key) =>
      // It depends on the key it refers to.
      facts.outgoingEdges(key.id).flatMap(({ to }) => {
        const table = to.kind === "column" ? undefined : facts.get(to)?.parent;
        return table === undefined ? [] : [[encodeId(table), key] as const];
      }),
    ),
  );
}
