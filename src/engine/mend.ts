// Weak spots of the engine, each mended in one function and named with the fact that makes it wrong.
// test/integration/engine-mends.test.ts fails when a newer engine needs one of them no more.
import type { Action } from "@supabase/pg-delta/plan";
import type { FactBase } from "./catalog.ts";

export function mendAction(action: Action, to: FactBase): Action {
  return partitionedIndex(action, to);
}

/**
 * pg_get_indexdef prints an index of a partitioned table with ON ONLY, which creates it invalid and on the parent
 * alone. Without ONLY, PostgreSQL builds it on every partition too. Manual: CREATE INDEX, "ONLY".
 */
function partitionedIndex(action: Action, to: FactBase): Action {
  const [id] = action.produces;
  if (action.verb !== "create" || id?.kind !== "index") return action;
  const index = to.get(id);
  const table = index?.parent === undefined ? undefined : to.get(index.parent);
  if (table?.payload.partitionKey == null || index?.payload.valid === false) return action;
  const nameEnds = action.sql.indexOf(" ON ONLY ", action.sql.indexOf(id.name) + id.name.length);
  if (nameEnds < 0) return action;
  return {
    ...action,
    sql: `${action.sql.slice(0, nameEnds)} ON ${action.sql.slice(nameEnds + " ON ONLY ".length)}`,
  };
}
