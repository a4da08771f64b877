import { quoteLiteral } from "./quote.ts";

/**
 * A JavaScript value as an SQL literal. Dates become ISO 8601 in UTC, bytes hex, arrays PostgreSQL arrays, other objects
 * JSON. Left without a cast: PostgreSQL gives a literal the type of the place it stands in.
 */
export function renderLiteral(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return quoteLiteral(literalText(value));
}

/** The text of a value as PostgreSQL reads it, before any quoting. */
export function literalText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return arrayText(value);
  return JSON.stringify(value);
}

/**
 * PostgreSQL manual, 8.15.6 Array Input and Output Syntax. Every element is quoted, so none can look like NULL.
 *
 * @param form how deep arrays go (below that an array is itself an element, as a point `[1, 2]` is), and what the element type
 * has between its elements
 */
export function arrayText(
  values: readonly unknown[],
  elementText: (value: unknown) => string = literalText,
  { dimensions = Number.POSITIVE_INFINITY, delimiter = "," } = {},
): string {
  const elements = values.map((value) => {
    if (value === null || value === undefined) return "NULL";
    if (Array.isArray(value) && dimensions > 1)
      return arrayText(value, elementText, { dimensions: dimensions - 1, delimiter });
    return `"${elementText(value).replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${elements.join(delimiter)}}`;
}
