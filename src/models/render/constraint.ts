import type { Check, PgColumn, PrimaryKey, UniqueConstraint } from "drizzle-orm/pg-core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type Casing, columnName } from "../drizzle.ts";
import { sqlText } from "./sql-text.ts";

/** `("a", "b")` */
export function renderColumnList(columns: readonly PgColumn[], casing: Casing): string {
  return `(${columns.map((column) => quoteIdentifier(columnName(column, casing))).join(", ")})`;
}

/** Named as Drizzle names it, `table_a_b_pk`. The key of a single `.primaryKey()` column is left to PostgreSQL to name. */
export function renderPrimaryKey(key: PrimaryKey, table: string, casing: Casing): string {
  const columns = key.columns.map((column) => columnName(column, casing));
  const name = key.name ?? `${[table, ...columns].join("_")}_pk`;
  return `CONSTRAINT ${quoteIdentifier(name)} PRIMARY KEY ${renderColumnList(key.columns, casing)}`;
}

export function renderUnique(unique: UniqueConstraint, casing: Casing): string {
  const name = unique.getName() ?? "";
  return uniqueClause(name, unique.nullsNotDistinct, renderColumnList(unique.columns, casing));
}

/** Of a column's `.unique()`. 0.45 has named it already; both call it `table_column_unique`. */
export function renderUniqueColumn(column: PgColumn, table: string, casing: Casing): string {
  const name = column.uniqueName ?? `${table}_${column.name}_unique`;
  return uniqueClause(name, column.uniqueType === "not distinct", renderColumnList([column], casing));
}

function uniqueClause(name: string, nullsNotDistinct: boolean, columns: string): string {
  return `CONSTRAINT ${quoteIdentifier(name)} UNIQUE${nullsNotDistinct ? " NULLS NOT DISTINCT" : ""} ${columns}`;
}

export function renderCheck({ name, value }: Check, casing: Casing): string {
  return `CONSTRAINT ${quoteIdentifier(name)} CHECK (${sqlText(value, { casing, bareColumns: true })})`;
}
