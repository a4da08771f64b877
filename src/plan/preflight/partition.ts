import type { PartitionBoundSpec } from "libpg-query";
import { columnsIn, parseExpression } from "../../sql/expression.ts";
import { type Operation, tableName } from "../../sql/operations.ts";
import { boundCondition, partitionKeyOf } from "../partition.ts";
import { type TableId, type Transition, tableIdOf } from "../transition.ts";
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
  const condition = boundCondition(key, bound, source);
  if (condition === undefined) return [];
  const columns = key.flatMap((sql) => columnsIn(parseExpression(sql)));
  const sibling = defaultPartition(transition, parent);
  const outside = rowsOf(transition, child, columns);
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

/** The DEFAULT partition of a table, if it has one already. */
export function defaultPartition({ from }: Transition, { schema, name }: TableId): TableId | undefined {
  const partitions = from.incomingEdges({ kind: "table", schema, name }).map((edge) => from.get(edge.from));
  return partitions.find((fact) => fact?.payload.partitionBound === "DEFAULT")?.id as TableId | undefined;
}
