import type { Fact, FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { ColumnId } from "../facts/column.ts";
import { plainExpression, traitsOf } from "../facts/complete-fact.ts";
import { defaultNotNullName } from "../traits/not-null-name.ts";
import { isColumn } from "./column-alter.ts";

/**
 * The engine knows no name of a NOT NULL. What is not called as PostgreSQL would call it says so where the column is created; so
 * does what PostgreSQL would number, since another table of the schema has the name, or is to have it.
 */
export function nameNotNulls(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const known = [from, to].flatMap((facts) => facts.facts().filter(isColumn));
  const isTaken = ({ id: { schema, table } }: Column, name: string) =>
    known.some((other) => nameOf(other) === name && other.id.schema === schema && other.id.table !== table);
  return actions.map((action) => {
    if (action.verb !== "create") return action;
    const columns = action.produces.map((id) => to.get(id)).filter((fact) => fact !== undefined);
    const sql = columns.filter(isColumn).reduce((text, column) => {
      const name = nameOf(column);
      if (name === undefined || column.payload.notNull !== true) return text;
      const isSaid = name !== defaultNotNullName(column.id) || isTaken(column, name);
      return isSaid ? nameNotNull(text, column, name) : text;
    }, action.sql);
    return sql === action.sql ? action : { ...action, sql };
  });
}

type Column = Fact & { id: ColumnId };

function nameOf(column: Column): string | undefined {
  return traitsOf(column)["not null name"];
}

function nameNotNull(sql: string, column: Column, name: string): string {
  const { type } = column.payload;
  const expression = plainExpression(column);
  const place = sql.indexOf(`${quoteIdentifier(column.id.name)} ${type}`);
  // An expression may speak of NOT NULL as well.
  const start = expression === undefined ? place : sql.indexOf(expression, place);
  const at = sql.indexOf(" NOT NULL", start + (expression ?? String(type)).length);
  if (place < 0 || start < 0 || at < 0) return sql;
  return `${sql.slice(0, at)} CONSTRAINT ${quoteIdentifier(name)}${sql.slice(at)}`;
}
