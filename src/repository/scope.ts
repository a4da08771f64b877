import { isDeepStrictEqual } from "node:util";
import { type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { VarveError } from "../errors.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { columnOf, type Row, type TableShape } from "./table.ts";
import { conditionOf, holdsLists, isSql, undefinedValue } from "./where.ts";

/**
 * What limits every read and write of a repository: values, which are filled in on create too, or a condition, which
 * written rows have to meet.
 */
export type ScopeOption<TTable extends PgTable, TScope extends string = string> =
  | ScopeValues<TTable, TScope>
  | SQL;

export type ScopeValues<TTable extends PgTable, TScope extends string> = {
  [K in TScope & keyof Row<TTable>]: Row<TTable>[K];
};

export interface Scope {
  readonly condition: SQL | undefined;
  /** Values that each row of the scope has; undefined when the scope is a condition. */
  readonly values: Readonly<Record<string, unknown>> | undefined;
}

/** Limits nothing. */
export const unscoped: Scope = { condition: undefined, values: {} };

/** Errors: UNDEFINED_VALUE for a scope that would limit nothing, UNKNOWN_COLUMN. */
export function parseScope(shape: TableShape, scope: unknown): Scope {
  const condition = conditionOf(shape, scope, "scope");
  if (isSql(scope)) return { condition, values: undefined };
  if (condition === undefined) throw undefinedValue(shape, "scope");
  const values: Record<string, unknown> = { ...(scope as object) };
  for (const [column, value] of Object.entries(values)) {
    if (Array.isArray(value) && !holdsLists(columnOf(shape, column))) throw manyValues(column);
  }
  return { condition, values };
}

/** Errors: SCOPE_VIOLATION when a row to be written names other values than those of the scope. */
export function assertInScope(
  shape: TableShape,
  { values }: Scope,
  row: Readonly<Record<string, unknown>>,
): void {
  for (const [column, value] of Object.entries(values ?? {})) {
    const given = row[column];
    if (given !== undefined && !isDeepStrictEqual(given, value)) throw scopeViolation(shape, column);
  }
}

/** A table that cannot exist: nobody may create one in pg_catalog. */
const noSuchTable = "pg_catalog.varve_out_of_scope";

/**
 * Nothing for a row in scope; on any other PostgreSQL itself fails, so that the row is undone even when the error is
 * swallowed. The cast is never evaluated beforehand, because regclass depends on what the catalog holds.
 */
export function scopeCheck(condition: SQL): SQL {
  return sql`(case when ${condition} then null else ${sql.raw(quoteLiteral(noSuchTable))} end)::text::regclass`;
}

export function isScopeFailure(error: unknown): boolean {
  return error instanceof Error && error.message.includes(noSuchTable);
}

function manyValues(column: string): VarveError {
  return new VarveError("USAGE", {
    message: `A scope has one value for each column, and "${column}" has a list.`,
    hint: "Use a condition, which fills nothing in on create: { scope: inArray(table.column, list) }",
  });
}

export function scopeViolation({ name }: TableShape, column?: string, cause?: unknown): VarveError {
  const where = column === undefined ? "" : ` by "${column}"`;
  return new VarveError("SCOPE_VIOLATION", {
    message: `A row of "${name}" was to leave the scope of its repository${where}`,
    hint: "Write it through a repository with the scope it belongs to",
    details: { table: name, ...(column !== undefined && { column }) },
    cause,
  });
}
