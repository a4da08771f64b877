import type { PgColumn } from "drizzle-orm/pg-core";
import { quoteName } from "../../sql/quote.ts";
import { arraySuffix, elementColumn, internals } from "../drizzle.ts";

/** A column's type. Enums get their schema and quotes; a custom type is taken as it is written. */
export function renderType(column: PgColumn): string {
  const element = elementColumn(column);
  const { enum: enumType } = internals(element);
  const type = enumType ? quoteName(enumType.enumName, enumType.schema ?? "public") : element.getSQLType();
  return type + arraySuffix(column);
}
