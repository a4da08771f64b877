import { childTables, type FactBase } from "../../engine/index.ts";
import { columnsIn, parseExpression } from "../../sql/expression.ts";
import { tableName } from "../../sql/operations.ts";
import { partitionKeyOf } from "../partition.ts";
import { type TableId, tableIdOf } from "../transition.ts";
import { boundOf } from "./partition-rows.ts";
import { rowsOf, selectRows } from "./rows.ts";
import { nameBefore, type PreflightRule } from "./rule.ts";

/** Rows that are copied to a partitioned table, and that none of its partitions takes. */
export const placement: PreflightRule = (operation, transition) => {
  if (operation.kind !== "statement" || !("InsertStmt" in operation.node)) return [];
  const { relation } = operation.node.InsertStmt;
  const table = relation && tableIdOf(transition, tableName(relation));
  const taken = table && takenRows(table, transition.to);
  if (table === undefined || taken === undefined) return [];
  const rows = rowsOf(transition, table, [...new Set(taken.columns)], { only: true });
  if (rows === undefined) return [];
  return [
    {
      message: `${nameBefore(transition, table)} has rows that none of its partitions takes`,
      sql: selectRows(rows, `(${taken.condition}) IS NOT TRUE`),
      hint: "Give the table a partition for them, or a DEFAULT one; or correct the rows first.",
    },
  ];
};

interface TakenRows {
  readonly condition: string;
  readonly columns: readonly string[];
}

/** The rows that find a partition; undefined where all do, or where nobody can tell. */
function takenRows(table: TableId, facts: FactBase): TakenRows | undefined {
  const { partitionKey } = facts.get(table)?.payload ?? {};
  if (partitionKey == null) return undefined;
  const key = partitionKeyOf(String(partitionKey));
  const partitions = childTables(table, facts).flatMap((id) => facts.get(id) ?? []);
  const conditions: string[] = [];
  const columns = key.flatMap((sql) => columnsIn(parseExpression(sql)));
  for (const partition of partitions) {
    const bound = boundOf(partition, key);
    if (bound === undefined) return undefined;
    const below = takenRows(partition.id as TableId, facts);
    conditions.push(below === undefined ? bound : `${bound} AND (${below.condition})`);
    columns.push(...(below?.columns ?? []));
  }
  return { condition: conditions.map((each) => `(${each})`).join(" OR ") || "false", columns };
}
