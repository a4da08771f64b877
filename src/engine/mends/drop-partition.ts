import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteName } from "../../sql/quote.ts";
import { statement } from "../statement.ts";

interface Name {
  readonly schema: string;
  readonly name: string;
}

/**
 * A foreign key to a partitioned table depends on each of its partitions: one can only be dropped once it is detached, which
 * fails where its rows are referred to. Manual: ALTER TABLE, "DETACH PARTITION".
 */
export function detachBeforeDrop(actions: readonly Action[], from: FactBase): Action[] {
  const gone = new Set<string>();
  return actions.flatMap((action) => {
    for (const id of action.destroys) gone.add(encodeId(id));
    const [id] = action.destroys;
    const partition = action.verb === "drop" && id?.kind === "table" ? from.get(id) : undefined;
    if (partition?.payload.partitionBound == null) return [action];
    const parent = partition.payload.parentTable as unknown as Name;
    if (!isReferred(partition, from, gone)) return [action];
    const { schema, name } = partition.id as Name & StableId;
    const sql = `ALTER TABLE ${quoteName(parent.name, parent.schema)} DETACH PARTITION ${quoteName(name, schema)}`;
    return [statement(sql, tableId(parent), { consumes: [partition.id] }), action];
  });
}

/** Whether a foreign key that is still there refers to a table that this one is a partition of. */
function isReferred(partition: Fact, facts: FactBase, gone: ReadonlySet<string>): boolean {
  const ancestors = new Set<string>();
  for (let fact: Fact | undefined = partition; fact?.payload.partitionBound != null; ) {
    const id = tableId(fact.payload.parentTable as unknown as Name);
    ancestors.add(encodeId(id));
    fact = facts.get(id);
  }
  const isAncestor = (id: StableId | undefined) => id !== undefined && ancestors.has(encodeId(id));
  return facts.facts().some(
    ({ id, payload }) =>
      id.kind === "constraint" &&
      payload.type === "f" &&
      !gone.has(encodeId(id)) &&
      // It depends on the key it refers to.
      facts.outgoingEdges(id).some(({ to }) => to.kind !== "column" && isAncestor(facts.get(to)?.parent)),
  );
}

function tableId({ schema, name }: Name): StableId {
  return { kind: "table", schema, name };
}
