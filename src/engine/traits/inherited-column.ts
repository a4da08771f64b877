import type { Fact, FactBase } from "@supabase/pg-delta/core";

export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** The column of a table, or that of its first parent which the table has it from. */
export function inheritedColumn(name: string, table: TableName, facts: FactBase): Fact | undefined {
  const own = facts.get({ kind: "column", schema: table.schema, table: table.name, name });
  const fact = facts.get({ kind: "table", schema: table.schema, name: table.name });
  const parent = fact?.payload.parentTable as TableName | null | undefined;
  return own ?? (parent == null ? undefined : inheritedColumn(name, parent, facts));
}
