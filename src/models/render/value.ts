import type { PgColumn } from "drizzle-orm/pg-core";
import { arrayText, literalText, renderLiteral } from "../../sql/literal.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { arraySuffix, type Casing, elementColumn, internals, isDrizzle1 } from "../drizzle.ts";
import { isExpression, sqlText } from "./sql-text.ts";

/**
 * A value of a column as a literal. Numbers and booleans stay bare and strings become literals without a cast, so that
 * PostgreSQL stores the same expression as for a default written by hand or by drizzle-kit. Throws what the column's own code
 * throws: of an invalid Date, a bigint in JSON, a custom type's toDriver.
 */
export function renderValue(column: PgColumn, value: unknown, casing: Casing): string {
  const dimensions = arraySuffix(column).split("[").length - 1;
  if (Array.isArray(value) && dimensions > 0) return quoteLiteral(arrayValueText(column, value, dimensions));
  if (isJson(column)) return quoteLiteral(jsonText(column, value));
  if (typeof value !== "object" || value === null) return renderLiteral(value);
  // As the column sends it on insert: points, vectors, dates, custom types.
  const sent = column.mapToDriverValue(value);
  if (isExpression(sent)) return `(${sqlText(sent, { casing })})`;
  return renderLiteral(withSrid(column, sent));
}

/** What Drizzle sends of a geometry lacks the SRID, which PostGIS wants to be that of the column. */
function withSrid(column: PgColumn, sent: unknown): unknown {
  const { srid } = internals(column);
  return srid === undefined ? sent : `SRID=${srid};${sent}`;
}

function arrayValueText(column: PgColumn, values: readonly unknown[], dimensions: number): string {
  const element = elementColumn(column);
  const form = { dimensions, delimiter: arrayDelimiter(element) };
  if (isJson(element)) return arrayText(values, (value) => jsonText(element, value), form);
  // 1.0 maps the array as a whole; in 0.45 every element, of which strings are already what is sent.
  if (isDrizzle1(column)) {
    const sent = column.mapToDriverValue(values) as unknown[];
    return arrayText(sent, (value) => literalText(withSrid(column, value)), form);
  }
  const text = (value: unknown) =>
    literalText(typeof value === "object" ? element.mapToDriverValue(value) : value);
  return arrayText(values, text, form);
}

/** The types that have another one than a comma (`typdelim` of pg_type): one of PostgreSQL's own, two of PostGIS. */
function arrayDelimiter(element: PgColumn): string {
  const [type = ""] = /^\w+/.exec(element.getSQLType().toLowerCase()) ?? [];
  return { box: ";", geometry: ":", geography: ":" }[type] ?? ",";
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
