import type { PgColumn } from "drizzle-orm/pg-core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { type Casing, columnName, internals } from "../drizzle.ts";
import { renderDefault } from "./default.ts";
import { renderSequenceOptions } from "./sequence.ts";
import { isExpression, sqlText } from "./sql-text.ts";
import { renderType } from "./type.ts";
import { renderValue } from "./value.ts";

/** One line of a CREATE TABLE. Errors: MODEL_INVALID. */
export function renderColumn(column: PgColumn, schema: string, casing: Casing): string {
  const defaultValue = renderDefault(column, casing);
  return [
    quoteIdentifier(columnName(column, casing)),
    renderType(column),
    defaultValue === undefined ? "" : `DEFAULT ${defaultValue}`,
    renderGenerated(column, casing),
    renderIdentity(column, schema),
    column.notNull ? "NOT NULL" : "",
    column.primary ? "PRIMARY KEY" : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function renderGenerated(column: PgColumn, casing: Casing): string {
  const { generated } = column;
  if (generated === undefined) return "";
  const as: unknown = typeof generated.as === "function" ? generated.as() : generated.as;
  return `GENERATED ALWAYS AS (${renderExpression(column, as, casing)}) STORED`;
}

/** A string is the expression itself, as drizzle-kit takes it; anything else that is no SQL is a value of the column. */
function renderExpression(column: PgColumn, as: unknown, casing: Casing): string {
  if (isExpression(as)) return sqlText(as, { casing, ofTable: internals(column).table });
  return typeof as === "string" ? as : renderValue(column, as, casing);
}

/** Without a name of its own PostgreSQL names the sequence `table_column_seq`, cut so that it stays different from others. */
function renderIdentity({ generatedIdentity: identity }: PgColumn, schema: string): string {
  if (identity === undefined) return "";
  const { sequenceName, sequenceOptions = {} } = identity;
  const options = [
    ...(sequenceName === undefined ? [] : [`SEQUENCE NAME ${quoteName(sequenceName, schema)}`]),
    ...renderSequenceOptions(sequenceOptions),
  ];
  const when = identity.type === "always" ? "ALWAYS" : "BY DEFAULT";
  return `GENERATED ${when} AS IDENTITY${options.length === 0 ? "" : ` (${options.join(" ")})`}`;
}
