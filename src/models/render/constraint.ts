import type { Check, PgColumn, PrimaryKey, UniqueConstraint } from "drizzle-orm/pg-core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type Casing, columnName, isDrizzle1, isUnnamed } from "../drizzle.ts";
import { sqlText } from "./sql-text.ts";

/** A line of CREATE TABLE after CONSTRAINT "name". */
export interface Constraint {
  readonly kind: "primary key" | "unique" | "check";
  readonly name: string;
  readonly definition: string;
  readonly isUnnamed?: boolean;
}

export function renderConstraint({ name, definition }: Constraint): string {
  return `CONSTRAINT ${quoteIdentifier(name)} ${definition}`;
}

/** `("a", "b")` */
export function renderColumnList(columns: readonly PgColumn[], casing: Casing): string {
  return `(${columns.map((column) => quoteIdentifier(columnName(column, casing))).join(", ")})`;
}

/** Named as Drizzle names it, `table_a_b_pk`. The key of a single `.primaryKey()` column is left to PostgreSQL to name. */
export function primaryKey(key: PrimaryKey, table: string, casing: Casing): Constraint {
  const columns = key.columns.map((column) => columnName(column, casing));
  return {
    kind: "primary key",
    name: key.name ?? `${[table, ...columns].join("_")}_pk`,
    definition: `PRIMARY KEY ${renderColumnList(key.columns, casing)}`,
    isUnnamed: isUnnamed(key),
  };
}

export function unique(constraint: UniqueConstraint, casing: Casing): Constraint {
  const { columns, nullsNotDistinct } = constraint;
  return {
    kind: "unique",
    name: constraint.getName() ?? "",
    definition: uniqueOver(columns, nullsNotDistinct, casing),
    isUnnamed: isUnnamed(constraint),
  };
}

/** Of a column's `.unique()`. 0.45 has named it already; both call it `table_column_unique`. */
export function uniqueColumn(column: PgColumn, table: string, casing: Casing): Constraint {
  const name = column.uniqueName ?? `${table}_${column.name}_unique`;
  return {
    kind: "unique",
    name,
    definition: uniqueOver([column], column.uniqueType === "not distinct", casing),
    isUnnamed: isDrizzle1(column) && column.uniqueName === undefined,
  };
}

function uniqueOver(columns: readonly PgColumn[], nullsNotDistinct: boolean, casing: Casing): string {
  return `UNIQUE${nullsNotDistinct ? " NULLS NOT DISTINCT" : ""} ${renderColumnList(columns, casing)}`;
}

export function check({ name, value, table }: Check, casing: Casing): Constraint {
  return { kind: "check", name, definition: `CHECK (${sqlText(value, { casing, ofTable: table })})` };
}
