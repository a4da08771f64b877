// Indexes that a partition keeps to itself, while it joins a table that would take one of them. Pure.
import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { distinctBy } from "../../by-key.ts";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import { partitionedAncestors, partitionsOf, type TableId } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import { mayBeTaken } from "../traits/index-shape.ts";

/**
 * For each index of the table PostgreSQL takes the oldest that a joining partition has on the same columns. Those that are to stay
 * beside it are made once the partition has joined. Manual: ALTER TABLE, "ATTACH PARTITION".
 */
export function indexesToMakeLate(joining: readonly TableId[], to: FactBase): Fact[] {
  const late = joining.flatMap((table) => {
    const partition = to.get(table) as Fact;
    const above = partitionedAncestors(partition, to).flatMap((parent) => to.childrenOf(parent));
    const taking = above.filter(({ id }) => id.kind === "index");
    return [partition, ...partitionsOf(table, to)]
      .flatMap(({ id }) => to.childrenOf(id))
      .filter((own) => own.id.kind === "index" && taking.some((index) => mayBeTaken(own, index)));
  });
  return distinctBy(late, ({ id }) => encodeId(id));
}

export function dropIndex({ id }: Fact): Action {
  return toAction(statement(`DROP INDEX ${quotedName(id)}`, id, { verb: "drop", destroys: [id] }));
}
