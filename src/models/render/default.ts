import type { PgColumn } from "drizzle-orm/pg-core";
import { VarveError } from "../../errors.ts";
import { arrayText, literalText, renderLiteral } from "../../sql/literal.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { arraySuffix, type Casing, elementColumn, internals, isDrizzle1 } from "../drizzle.ts";
import { isExpression, sqlText } from "./sql-text.ts";

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

/**
 * A value of a column as a literal. Numbers and booleans stay bare and strings become literals without a cast, so that
 * PostgreSQL stores the same expression as for a default written by hand or by drizzle-kit.
 */
function renderValue(column: PgColumn, value: unknown, casing: Casing): string {
  const dimensions = arraySuffix(column).split("[").length - 1;
  if (Array.isArray(value) && dimensions > 0) return quoteLiteral(arrayValueText(column, value, dimensions));
  if (isJson(column)) return quoteLiteral(jsonText(column, value));
  if (typeof value !== "object" || value === null) return renderLiteral(value);
  // As the column sends it on insert: points, vectors, dates, custom types.
  const sent = column.mapToDriverValue(value);
  if (isExpression(sent)) return `(${sqlText(sent, { casing })})`;
  const { srid } = internals(column);
  return srid === undefined ? renderLiteral(sent) : quoteLiteral(`SRID=${srid};${sent}`);
}

function arrayValueText(column: PgColumn, values: readonly unknown[], dimensions: number): string {
  const element = elementColumn(column);
  if (isJson(element)) return arrayText(values, (value) => jsonText(element, value), dimensions);
  // 1.0 maps the array as a whole; in 0.45 every element, of which strings are already what is sent.
  if (isDrizzle1(column))
    return arrayText(column.mapToDriverValue(values) as unknown[], literalText, dimensions);
  const text = (value: unknown) =>
    literalText(typeof value === "object" ? element.mapToDriverValue(value) : value);
  return arrayText(values, text, dimensions);
}

function isJson(column: PgColumn): boolean {
  return /^jsonb?$/i.test(column.getSQLType());
}

/** drizzle-kit for 0.45 takes a string for the JSON text itself; later, as on insert, it is a JSON string. */
function jsonText(column: PgColumn, value: unknown): string {
  if (typeof value === "string" && !isDrizzle1(column) && isJsonText(value)) return value;
  return JSON.stringify(value);
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
