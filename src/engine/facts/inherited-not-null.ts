import type { FactBase } from "@supabase/pg-delta/core";
import { traitsOf } from "./complete-fact.ts";
import { parentsOf } from "./inherited-column.ts";
import type { TableName } from "./partitions.ts";

/** Whether a column of the table is NOT NULL: by itself, by what the table sets for one that it inherits, or by a parent. */
export function isNotNullIn(column: string, table: TableName, facts: FactBase): boolean {
  const { schema, name } = table;
  return (
    facts.get({ kind: "column", schema, table: name, name: column })?.payload.notNull === true ||
    traitsOf(facts.get({ kind: "table", schema, name }))[`not null:${column}`] !== undefined ||
    parentsOf(table, facts).some((parent) => isNotNullIn(column, parent, facts))
  );
}
