import { is, Param, Placeholder, type SQL, type SQLWrapper } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { VarveError } from "../../errors.ts";
import { renderLiteral } from "../../sql/literal.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { type Casing, columnName } from "../drizzle.ts";

export interface SqlTextOptions {
  readonly casing: Casing;
  /** Columns without their table, as index expressions need them. */
  readonly bareColumns?: boolean;
  /** Other names for some that stand in it. */
  readonly names?: ReadonlyMap<string, string>;
}

/** An expression of Drizzle's as SQL, its values written into it. Errors: MODEL_INVALID for a placeholder. */
export function sqlText(
  expression: SQLWrapper,
  { casing, bareColumns = false, names }: SqlTextOptions,
): string {
  const sql = expression.getSQL();
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
    ...(bareColumns && { invokeSource: "indexes" }),
  };
  const { sql: text } = query.toQuery(config as unknown as Parameters<SQL["toQuery"]>[0]);
  // A comment would swallow what follows.
  return text.includes("--") ? `${text}\n` : text;
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
