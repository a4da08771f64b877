import { encodeId, type Fact, partitionedAncestors, referringKeys } from "../../engine/index.ts";
import { tableName } from "../../sql/operations.ts";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { definitionOf } from "../definition.ts";
import { type TableId, type Transition, tableIdOf } from "../transition.ts";
import { equalityOf, referenceOf } from "./foreign-key.ts";
import { rowsOf, selectRows } from "./rows.ts";
import { nameBefore, type Preflight, type PreflightRule } from "./rule.ts";

/** A partition that leaves while other rows refer to its own. */
export const detachment: PreflightRule = (operation, transition) => {
  if (operation.kind !== "AT_DetachPartition") return [];
  const { def } = operation.command;
  const name = def !== undefined && "PartitionCmd" in def ? def.PartitionCmd.name : undefined;
  const partition = name && transition.from.get(tableIdOf(transition, tableName(name)));
  if (partition === undefined) return [];
  return keptKeys(partition, transition).flatMap((key) => referrers(key, partition, transition));
};

/** The foreign keys that refer to its rows, and that stay. */
function keptKeys(partition: Fact, { from, to }: Transition): Fact[] {
  const after = to.get(partition.id);
  const stays = new Set(after === undefined ? [] : partitionedAncestors(after, to).map(encodeId));
  const keys = referringKeys(from);
  const left = partitionedAncestors(partition, from).filter((table) => !stays.has(encodeId(table)));
  return left
    .flatMap((table) => keys.get(encodeId(table)) ?? [])
    .filter(({ id, payload }) => to.get(id)?.payload.def === payload.def);
}

function referrers(key: Fact, { id }: Fact, transition: Transition): Preflight[] {
  const definition = definitionOf(key);
  const reference = definition && referenceOf(transition, definition.constraint);
  const table = key.parent as TableId;
  const rows = rowsOf(transition, table, []);
  if (reference === undefined || rows === undefined) return [];
  const { schema, name } = transition.originalOf(id) as TableId;
  const partition = quoteName(name, schema);
  const pairs = reference.columns.map((column, index) => {
    const other = reference.parentColumns[index] ?? "";
    const equals = equalityOf(transition, reference.parent, other);
    return `parent.${quoteIdentifier(other)} ${equals} child.${quoteIdentifier(column)}`;
  });
  // Its own rows too: PostgreSQL looks before it detaches.
  const isReferred = `EXISTS (SELECT FROM ${partition} AS parent WHERE ${pairs.join(" AND ")})`;
  return [
    {
      message: `${nameBefore(transition, table)} (${reference.columns.join(", ")}) refers to rows of ${nameBefore(transition, id)}, which is a partition no more`,
      sql: selectRows({ ...rows, from: `${rows.table} AS child` }, isReferred),
      hint: "Delete or correct these rows first, or drop the foreign key.",
    },
  ];
}
