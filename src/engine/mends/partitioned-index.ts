import { encodeId, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { isOnParentOnly, reusableIndexes } from "../traits/attached-index.ts";

/**
 * pg_get_indexdef prints an index of a partitioned table with ON ONLY, which creates it invalid and on the parent
 * alone. Without ONLY, PostgreSQL builds it on every partition too, or takes the partition's own. Manual: CREATE INDEX, "ONLY".
 */
export function mendPartitionedIndexes(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const reused = new Set(to.facts().flatMap((fact) => reusableIndexes(fact, from, to).map(encodeId)));
  const mended = actions.map((action) => {
    const [id] = action.produces;
    const index = action.verb === "create" && id?.kind === "index" ? to.get(id) : undefined;
    const table = index?.parent === undefined ? undefined : to.get(index.parent);
    if (id?.kind !== "index" || index === undefined || table?.payload.partitionKey == null) return action;
    if (isOnParentOnly(index, to)) return action;
    const nameEnds = action.sql.indexOf(" ON ONLY ", action.sql.indexOf(id.name) + id.name.length);
    if (nameEnds < 0) return action;
    const sql = `${action.sql.slice(0, nameEnds)} ON ${action.sql.slice(nameEnds + " ON ONLY ".length)}`;
    return { ...action, sql };
  });
  return mended.filter(
    ({ verb, destroys: [id] }) => verb !== "drop" || id === undefined || !reused.has(encodeId(id)),
  );
}
