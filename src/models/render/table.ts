import type { PgTable } from "drizzle-orm/pg-core";
import { distinctBy } from "../../by-key.ts";
import { quoteName } from "../../sql/quote.ts";
import { type Casing, tableConfig, tableName } from "../drizzle.ts";
import type { Rendered } from "../statement.ts";
import { renderColumn } from "./column.ts";
import { type Constraint, check, primaryKey, renderConstraint, unique, uniqueColumn } from "./constraint.ts";

export interface TableOptions {
  readonly casing: Casing;
  /** What follows the parenthesis: `PARTITION BY …`. */
  readonly suffix?: string | undefined;
}

/** CREATE TABLE with everything but its foreign keys, indexes and policies. Errors: MODEL_INVALID. */
export function renderTable(table: PgTable, { casing, suffix }: TableOptions): Rendered {
  const { name, schema = "public", columns, primaryKeys, uniqueConstraints, checks } = tableConfig(table);
  const constraints = distinct([
    ...primaryKeys.map((key) => primaryKey(key, name, casing)),
    ...columns.filter(({ isUnique }) => isUnique).map((column) => uniqueColumn(column, name, casing)),
    ...uniqueConstraints.map((constraint) => unique(constraint, casing)),
    ...checks.map((constraint) => check(constraint, casing)),
  ]);
  const lines = [
    ...columns.map((column) => renderColumn(column, schema, casing)),
    ...constraints.map(renderConstraint),
  ];
  const body = lines.length === 0 ? "()" : `(\n  ${lines.join(",\n  ")}\n)`;
  const sql = `CREATE TABLE ${quoteName(name, schema)} ${body}${suffix === undefined ? "" : ` ${suffix}`}`;
  return { kind: "table", schema, name, sql, constraints };
}

export function renderRowSecurity(table: PgTable): Rendered {
  const { name, schema } = tableName(table);
  const sql = `ALTER TABLE ${quoteName(name, schema)} ENABLE ROW LEVEL SECURITY`;
  return { kind: "row security", schema, name, sql };
}

/** One constraint said twice, by `.unique()` of the column and by `unique()` of the table, is one. */
function distinct(constraints: readonly Constraint[]): Constraint[] {
  return distinctBy(constraints, renderConstraint);
}
