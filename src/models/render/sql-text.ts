import { Column, is, Param, Placeholder, SQL, type SQLWrapper } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { VarveError } from "../../errors.ts";
import { renderLiteral } from "../../sql/literal.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { type Casing, columnName, internals, tableName } from "../drizzle.ts";

export interface SqlTextOptions {
  readonly casing: Casing;
  /** Columns without their table, as `NEW.` before them in a trigger needs it. */
  readonly bareColumns?: boolean;
  /** The table whose own expression it is: its columns stand without it, as an index needs them, and no others can. */
  readonly ofTable?: PgTable;
  /** Other names for some that stand in it. */
  readonly names?: ReadonlyMap<string, string>;
}

/**
 * An expression of Drizzle's as SQL, its values written into it. Errors: MODEL_INVALID for a placeholder, and for a column of
 * another table where only those of one can stand.
 */
export function sqlText(
  expression: SQLWrapper,
  { casing, bareColumns = false, ofTable, names }: SqlTextOptions,
): string {
  const sql = expression.getSQL();
  if (ofTable !== undefined) assertColumnsOf(ofTable, sql);
  // Drizzle's own inlining knows no bigint, Date or array; as "parameters" all values come to us.
  const query: SQL = Object.assign(Object.create(Object.getPrototypeOf(sql)), sql, {
    shouldInlineParams: false,
  });
  const config = {
    escapeName: (name: string) => quoteIdentifier(names?.get(name) ?? name),
    escapeString: quoteLiteral,
    escapeParam: (_index: number, value: unknown) => inlined(value),
    casing: { getColumnCasing: (column: PgColumn) => columnName(column, casing) },
    codecs: { apply: encode },
    ...((bareColumns || ofTable !== undefined) && { invokeSource: "indexes" }),
  };
  const { sql: text } = query.toQuery(config as unknown as Parameters<SQL["toQuery"]>[0]);
  // A comment would swallow what follows.
  return text.includes("--") ? `${text}\n` : text;
}

/** Without its table, a column of another one would be taken for that of the same name. */
function assertColumnsOf(table: PgTable, part: unknown): void {
  if (Array.isArray(part)) for (const each of part) assertColumnsOf(table, each);
  else if (is(part, SQL)) assertColumnsOf(table, part.queryChunks);
  else if (is(part, SQL.Aliased)) assertColumnsOf(table, part.sql);
  if (!is(part, Column)) return;
  const [own, other] = [table, internals(part as PgColumn).table].map(pathOf);
  if (own === other) return;
  throw new VarveError("MODEL_INVALID", {
    message: `an expression of it has the column "${part.name}" of another table, "${other}".`,
    hint: "A check, a generated column and an index see one table only: take the column from that, or compare the tables in a trigger.",
  });
}

function pathOf(table: PgTable): string {
  const { schema, name } = tableName(table);
  return `${schema}.${name}`;
}

/** True for whatever stands for SQL rather than for a value. */
export function isExpression(value: unknown): value is SQLWrapper {
  return (
    typeof value === "object" && value !== null && "getSQL" in value && typeof value.getSQL === "function"
  );
}

function inlined(value: unknown): string {
  if (is(value, Placeholder) || is(value, Param)) {
    throw new VarveError("MODEL_INVALID", {
      message: "the SQL holds sql.placeholder(), which has no value.",
      hint: "Write the value itself.",
    });
  }
  const text = renderLiteral(value);
  // `a -${-1}` must not become a comment.
  return text.startsWith("-") ? `(${text})` : text;
}

/** Drizzle 1.0 asks here what 0.45 asks the column: how a value looks to the driver. */
function encode(column: PgColumn, purpose: string, value: unknown): unknown {
  const isJson = purpose === "normalizeParam" && /^PgJsonb?$/.test(column.columnType);
  return isJson && value !== null ? JSON.stringify(value) : value;
}
