import { encodeId, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { referringKeys } from "../facts/referring-keys.ts";
import type { Pair } from "./pairs.ts";

/**
 * A foreign key depends on one of the keys over the columns it refers to, and on which of them goes by the order in which they were
 * made: it may be another one in the next database, so it is dropped before each of them.
 */
export function keyOrder(actions: readonly Action[], from: FactBase): Pair[] {
  const droppers = new Map(
    actions.flatMap(({ destroys }, i) => destroys.map((id) => [encodeId(id), i] as const)),
  );
  const referring = referringKeys(from);
  return actions.flatMap(({ destroys }, later) =>
    destroys.flatMap((id) => {
      const table = id.kind === "constraint" || id.kind === "index" ? from.get(id)?.parent : undefined;
      const keys = (table && referring.get(encodeId(table))) ?? [];
      return keys.map((key): Pair => [droppers.get(encodeId(key.id)), later]);
    }),
  );
}
