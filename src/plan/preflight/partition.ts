import type { PartitionBoundSpec } from "libpg-query";
import { columnsIn, parseExpression } from "../../sql/expression.ts";
import { type Operation, tableName } from "../../sql/operations.ts";
import { quoteLiteral, quoteName } from "../../sql/quote.ts";
import { boundCondition, partitionKeyOf } from "../partition.ts";
import { type TableId, type Transition, tableIdOf } from "../transition.ts";
import { besideOthers } from "./partition-rows.ts";
import { rowsOf, selectRows } from "./rows.ts";
import { nameBefore, type PreflightRule } from "./rule.ts";

interface NewPartition {
  readonly parent: TableId;
  readonly child: TableId;
  readonly bound: PartitionBoundSpec;
  readonly source: string;
}

/** A partition whose rows lie outside of its bounds, or whose rows lie in the default partition. */
export const partition: PreflightRule = (operation, transition) => {
  const added = newPartition(operation, transition);
  if (added === undefined) return [];
  const { parent, child, bound, source } = added;
  const key = partitionKeyOf(String(transition.to.get(parent)?.payload.partitionKey));
  const condition =
    boundCondition(key, bound, source) ??
    (bound.is_default === true
      ? besideOthers(key, added, transition.to)
      : hashCondition(key, added, transition));
  if (condition === undefined) return [];
  const columns = key.flatMap((sql) => columnsIn(parseExpression(sql)));
  const sibling = bound.is_default === true ? undefined : defaultPartition(transition, parent);
  const outside = transition.survives(child) ? rowsOf(transition, child, columns) : undefined;
  const inside = sibling && rowsOf(transition, sibling, columns);
  return [
    ...(outside === undefined
      ? []
      : [
          {
            message: `${nameBefore(transition, child)} has rows outside of the bounds of the partition`,
            sql: selectRows(outside, `(${condition}) IS NOT TRUE`),
            hint: "Move these rows to another partition first.",
          },
        ]),
    ...(inside === undefined || sibling === undefined
      ? []
      : [
          {
            message: `${nameBefore(transition, sibling)} has rows that belong into the new partition ${child.name}`,
            sql: selectRows(inside, condition),
            hint: "Move these rows out of the default partition first, and into the new one afterwards.",
          },
        ]),
  ];
};

/** What only PostgreSQL can compute, for a table that is there. */
function hashCondition(
  key: readonly string[],
  { parent, bound }: NewPartition,
  { from, to, originalOf }: Transition,
) {
  const isSame = from.get(parent)?.payload.partitionKey === to.get(parent)?.payload.partitionKey;
  if (bound.strategy !== "h" || !isSame) return undefined;
  const { schema, name } = originalOf(parent) as TableId;
  const table = `${quoteLiteral(quoteName(name, schema))}::regclass`;
  return `satisfies_hash_partition(${[table, bound.modulus, bound.remainder ?? 0, ...key].join(", ")})`;
}

function newPartition(operation: Operation, transition: Transition): NewPartition | undefined {
  const { source } = operation.statement;
  if (operation.kind === "AT_AttachPartition") {
    const { def } = operation.command;
    const { name, bound } = def !== undefined && "PartitionCmd" in def ? def.PartitionCmd : {};
    if (name === undefined || bound === undefined) return undefined;
    const parent = tableIdOf(transition, operation.table);
    return { parent, child: tableIdOf(transition, tableName(name)), bound, source };
  }
  if (operation.kind !== "statement" || !("CreateStmt" in operation.node)) return undefined;
  const { relation, inhRelations = [], partbound: bound } = operation.node.CreateStmt;
  const [parent] = inhRelations.flatMap((node) => ("RangeVar" in node ? [node.RangeVar] : []));
  if (relation === undefined || parent === undefined || bound === undefined) return undefined;
  return {
    parent: tableIdOf(transition, tableName(parent)),
    child: tableIdOf(transition, tableName(relation)),
    bound,
    source,
  };
}

/** The DEFAULT partition of a table, if it has one already, and keeps it. */
export function defaultPartition({ from, to }: Transition, { schema, name }: TableId): TableId | undefined {
  const partitions = from.incomingEdges({ kind: "table", schema, name }).map((edge) => from.get(edge.from));
  const kept = partitions.find(
    (fact) =>
      fact?.payload.partitionBound === "DEFAULT" && to.get(fact.id)?.payload.partitionBound === "DEFAULT",
  );
  return kept?.id as TableId | undefined;
}
