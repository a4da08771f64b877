import { is } from "drizzle-orm";
import {
  getMaterializedViewConfig,
  getViewConfig,
  PgColumn,
  PgMaterializedView,
  PgView,
} from "drizzle-orm/pg-core";
import { renderLiteral } from "../../sql/literal.ts";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { type Casing, columnName } from "../drizzle.ts";
import type { Rendered } from "../statement.ts";
import { sqlText } from "./sql-text.ts";
import { renderType } from "./type.ts";

export type AnyView = PgView | PgMaterializedView;

export function isAnyView(value: unknown): value is AnyView {
  return is(value, PgView) || is(value, PgMaterializedView);
}

/** Name and schema; the query is undefined for a view that is `.existing()`. */
export function viewConfig(view: AnyView) {
  const config = is(view, PgMaterializedView) ? getMaterializedViewConfig(view) : getViewConfig(view);
  const { name, schema = "public", query, selectedFields } = config;
  return { name, schema, query, selectedFields };
}

/** @param names for what the query builder has named already */
export function renderView(view: AnyView, casing: Casing, names?: ReadonlyMap<string, string>): Rendered {
  const { name, schema, query } = viewConfig(view);
  if (query === undefined) return renderStandIn(view, casing);
  const text = sqlText(query, { casing, ...(names && { names }) }).replace(/[;\s]+$/, "");
  const isMaterialized = is(view, PgMaterializedView);
  const clauses = isMaterialized ? materializedClauses(view) : viewClauses(view);
  const head = [
    `CREATE ${isMaterialized ? "MATERIALIZED " : ""}VIEW ${quoteName(name, schema)}`,
    ...clauses,
  ].join(" ");
  const tail = isMaterialized && getMaterializedViewConfig(view).withNoData === true ? "\nWITH NO DATA" : "";
  return {
    kind: isMaterialized ? "materialized view" : "view",
    schema,
    name,
    sql: `${head} AS\n${text}${tail}`,
  };
}

function viewClauses(view: PgView): string[] {
  const { checkOption, securityBarrier, securityInvoker } = getViewConfig(view).with ?? {};
  return withOptions({ checkOption, securityBarrier, securityInvoker });
}

function materializedClauses(view: PgMaterializedView): string[] {
  const { using, tablespace, with: options = {} } = getMaterializedViewConfig(view);
  return [
    ...(using === undefined ? [] : [`USING ${quoteIdentifier(using)}`]),
    ...withOptions(options),
    ...(tablespace === undefined ? [] : [`TABLESPACE ${quoteIdentifier(tablespace)}`]),
  ];
}

/** `securityInvoker` is `security_invoker` to PostgreSQL. */
function withOptions(options: object): string[] {
  const entries = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        `${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} = ${renderLiteral(value)}`,
    );
  return entries.length === 0 ? [] : [`WITH (${entries.join(", ")})`];
}

/** In place of a view that exists elsewhere: the same columns, so that others can be built on it. */
function renderStandIn(view: AnyView, casing: Casing): Rendered {
  const { name, schema, selectedFields } = viewConfig(view);
  const columns = Object.values(selectedFields)
    .filter((field) => is(field, PgColumn))
    .map(
      (column) =>
        `NULL::${renderType(column).replace(/^(big|small)?serial$/, "$1int")} AS ${quoteIdentifier(columnName(column, casing))}`,
    );
  return {
    kind: "view",
    schema,
    name,
    sql: `CREATE VIEW ${quoteName(name, schema)} AS SELECT ${columns.join(", ")}`,
  };
}
