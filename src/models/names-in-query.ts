import { getTableColumns, is, SQL } from "drizzle-orm";
import { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { type Casing, columnName } from "./drizzle.ts";
import { mentionsIn } from "./mentions.ts";
import { type AnyView, isAnyView, viewConfig } from "./render/view.ts";

/**
 * The columns that a view's query names by their keys, and what they are called: where a query has a single table, the query
 * builder of Drizzle 0.45 puts names in the place of columns, and no casing was known to it then.
 */
export function namesInQuery(view: AnyView, casing: Casing): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  if (casing === undefined) return names;
  const { query, selectedFields } = viewConfig(view);
  for (const source of mentionsIn(query)) {
    for (const column of columnsOf(source)) {
      if (column.keyAsName) names.set(column.name, columnName(column, casing));
    }
  }
  for (const field of Object.values(selectedFields))
    if (is(field, SQL.Aliased)) names.delete(field.fieldAlias);
  return names;
}

function columnsOf(source: unknown): PgColumn[] {
  if (is(source, PgTable)) return Object.values(getTableColumns(source));
  if (!isAnyView(source)) return [];
  return Object.values(viewConfig(source).selectedFields).filter((field) => is(field, PgColumn));
}
