import { encodeId, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { isMadeApart, reusableIndexes } from "../traits/attached-index.ts";

/**
 * pg_get_indexdef prints an index of a partitioned table with ON ONLY, which creates it invalid and on the parent
 * alone. Without ONLY, PostgreSQL builds it on every partition too, or takes the partition's own. Manual: CREATE INDEX, "ONLY".
 */
export function mendPartitionedIndexes(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const reused = new Set(to.facts().flatMap((fact) => reusableIndexes(fact, from, to).map(encodeId)));
  const mended = actions.map((action) => {
    const [id] = action.produces;
    const index = action.verb === "create" && id !== undefined ? to.get(id) : undefined;
    const table = index?.parent === undefined ? undefined : to.get(index.parent);
    if (index === undefined || table?.payload.partitionKey == null) return action;
    const isApart = isMadeApart(index, from, to);
    if (index.id.kind === "constraint")
      return isApart ? { ...action, sql: action.sql.replace(/^ALTER TABLE /, "ALTER TABLE ONLY ") } : action;
    if (index.id.kind !== "index" || isApart) return action;
    const { name } = index.id;
    const nameEnds = action.sql.indexOf(" ON ONLY ", action.sql.indexOf(name) + name.length);
    if (nameEnds < 0) return action;
    const sql = `${action.sql.slice(0, nameEnds)} ON ${action.sql.slice(nameEnds + " ON ONLY ".length)}`;
    return { ...action, sql };
  });
  return mended.filter(
    ({ verb, destroys: [id] }) => verb !== "drop" || id === undefined || !reused.has(encodeId(id)),
  );
}
