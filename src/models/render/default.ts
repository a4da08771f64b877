import { is } from "drizzle-orm";
import { type PgColumn, PgCustomColumn } from "drizzle-orm/pg-core";
import { VarveError } from "../../errors.ts";
import { type Casing, isDrizzle1 } from "../drizzle.ts";
import { isExpression, sqlText } from "./sql-text.ts";
import { renderValue } from "./value.ts";

/**
 * What follows DEFAULT; undefined when the column has none in the database (`$default` and `$onUpdate` live in the client).
 * Errors: MODEL_INVALID.
 */
export function renderDefault(column: PgColumn, casing: Casing): string | undefined {
  const value: unknown = column.default;
  if (value === undefined) return undefined;
  if (isExpression(value)) return `(${sqlText(value, { casing })})`;
  if (isPrinted(column, value)) return `(${value})`;
  if (typeof value === "function" || typeof value === "symbol") throw notInSql(column, `a ${typeof value}`);
  try {
    return renderValue(column, value, casing);
  } catch (error) {
    // An invalid Date, a bigint in JSON, a custom type's toDriver.
    throw notInSql(
      column,
      `no value for ${column.getSQLType()}: ${error instanceof Error ? error.message : error}`,
      error,
    );
  }
}

/**
 * drizzle-kit 1.0 takes the string of a custom type for SQL, and writes defaults so when it pulls. What looks like a literal or a
 * call as PostgreSQL prints it is taken for it here too; any other is a value, as it was in 0.45.
 */
function isPrinted(column: PgColumn, value: unknown): boolean {
  if (!isDrizzle1(column) || !is(column, PgCustomColumn) || typeof value !== "string") return false;
  const isOfText = /^(text|(var)?char|character)\b/i.test(column.getSQLType());
  return !isOfText && /^('([^']|'')*'|[a-z_][\w.]*\(.*\))(::[^']+)?$/s.test(value);
}

function notInSql(column: PgColumn, what: string, cause?: unknown): VarveError {
  return new VarveError("MODEL_INVALID", {
    message: `the default of column "${column.name}" is ${what}.`,
    hint: "Use .$default() for a value made in the client, or .default(sql`…`) for one made by PostgreSQL.",
    cause,
  });
}
