import type { Action } from "@supabase/pg-delta/plan";

/**
 * An index can be the replica identity only while its columns are NOT NULL, of which the engine knows nothing: it becomes it
 * last and stops to be it first. Manual: ALTER TABLE, "REPLICA IDENTITY".
 */
export function orderReplicaIdentity(actions: readonly Action[]): Action[] {
  const isIndex = ({ sql }: Action) => sql.includes(" REPLICA IDENTITY USING INDEX ");
  const isOther = ({ sql, verb }: Action) =>
    verb === "alter" && / REPLICA IDENTITY (DEFAULT|FULL|NOTHING)$/.test(sql);
  return [
    ...actions.filter(isOther),
    ...actions.filter((action) => !isOther(action) && !isIndex(action)),
    ...actions.filter(isIndex),
  ];
}
