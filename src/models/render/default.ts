import type { PgColumn } from "drizzle-orm/pg-core";
import { VarveError } from "../../errors.ts";
import type { Casing } from "../drizzle.ts";
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

function notInSql(column: PgColumn, what: string, cause?: unknown): VarveError {
  return new VarveError("MODEL_INVALID", {
    message: `the default of column "${column.name}" is ${what}.`,
    hint: "Use .$default() for a value made in the client, or .default(sql`…`) for one made by PostgreSQL.",
    cause,
  });
}
