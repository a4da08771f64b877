import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";

/**
 * pg_get_indexdef prints an index of a partitioned table with ON ONLY, which creates it invalid and on the parent
 * alone. Without ONLY, PostgreSQL builds it on every partition too. Manual: CREATE INDEX, "ONLY".
 */
export function mendPartitionedIndexes(actions: readonly Action[], _from: FactBase, to: FactBase): Action[] {
  return actions.map((action) => {
    const [id] = action.produces;
    if (action.verb !== "create" || id?.kind !== "index") return action;
    const index = to.get(id);
    const table = index?.parent === undefined ? undefined : to.get(index.parent);
    if (table?.payload.partitionKey == null || index?.payload.valid === false) return action;
    const nameEnds = action.sql.indexOf(" ON ONLY ", action.sql.indexOf(id.name) + id.name.length);
    if (nameEnds < 0) return action;
    const sql = `${action.sql.slice(0, nameEnds)} ON ${action.sql.slice(nameEnds + " ON ONLY ".length)}`;
    return { ...action, sql };
  });
}
