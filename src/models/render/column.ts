import type { PgColumn } from "drizzle-orm/pg-core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { type Casing, columnName } from "../drizzle.ts";
import { renderDefault } from "./default.ts";
import { renderSequenceOptions } from "./sequence.ts";
import { isExpression, sqlText } from "./sql-text.ts";
import { renderType } from "./type.ts";

export interface ColumnOwner {
  readonly schema: string;
  readonly table: string;
  readonly casing: Casing;
}

/** One line of a CREATE TABLE. Errors: MODEL_INVALID. */
export function renderColumn(column: PgColumn, owner: ColumnOwner): string {
  const defaultValue = renderDefault(column, owner.casing);
  return [
    quoteIdentifier(columnName(column, owner.casing)),
    renderType(column),
    defaultValue === undefined ? "" : `DEFAULT ${defaultValue}`,
    renderGenerated(column, owner.casing),
    renderIdentity(column, owner),
    column.notNull ? "NOT NULL" : "",
    column.primary ? "PRIMARY KEY" : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** A string is the expression itself, as drizzle-kit takes it. */
function renderGenerated({ generated }: PgColumn, casing: Casing): string {
  if (generated === undefined) return "";
  const as: unknown = typeof generated.as === "function" ? generated.as() : generated.as;
  const expression = isExpression(as) ? sqlText(as, { casing, bareColumns: true }) : String(as);
  return `GENERATED ALWAYS AS (${expression}) STORED`;
}

/** The sequence is always named, as drizzle-kit does: of a long name PostgreSQL itself would cut out the middle. */
function renderIdentity(column: PgColumn, { schema, table, casing }: ColumnOwner): string {
  const { generatedIdentity: identity } = column;
  if (identity === undefined) return "";
  const name = identity.sequenceName ?? `${table}_${columnName(column, casing)}_seq`;
  const options = [
    `SEQUENCE NAME ${quoteName(name, schema)}`,
    ...renderSequenceOptions(identity.sequenceOptions ?? {}),
  ];
  return `GENERATED ${identity.type === "always" ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY (${options.join(" ")})`;
}
