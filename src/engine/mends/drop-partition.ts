import { encodeId, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { statement } from "../actions/statement.ts";
import { partitionedAncestors, partitionedParent } from "../facts/partitions.ts";
import { referringKeys } from "../facts/referring-keys.ts";
import { quotedName } from "../names.ts";

/**
 * A foreign key to a partitioned table depends on each of its partitions: one can only be dropped once it is detached, which
 * fails where its rows are referred to. Manual: ALTER TABLE, "DETACH PARTITION".
 */
export function detachBeforeDrop(actions: readonly Action[], from: FactBase): Action[] {
  const gone = new Set<string>();
  const keys = referringKeys(from);
  return actions.flatMap((action) => {
    for (const id of action.destroys) gone.add(encodeId(id));
    const [id] = action.destroys;
    const partition = action.verb === "drop" && id?.kind === "table" ? from.get(id) : undefined;
    const parent = partition && partitionedParent(partition);
    if (partition === undefined || parent === undefined || gone.has(encodeId(parent))) return [action];
    const isReferred = partitionedAncestors(partition, from).some((ancestor) =>
      keys.get(encodeId(ancestor))?.some(({ id }) => !gone.has(encodeId(id))),
    );
    if (!isReferred) return [action];
    const sql = `ALTER TABLE ${quotedName(parent)} DETACH PARTITION ${quotedName(partition.id)}`;
    return [statement(sql, parent, { consumes: [partition.id] }), action];
  });
}
