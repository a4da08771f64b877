import type { Fact, FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier } from "../../sql/quote.ts";
import { traitsOf } from "../complete-fact.ts";
import { defaultNotNullName } from "../traits/not-null-name.ts";
import { isColumn } from "./column-alter.ts";

/** The engine knows no name of a NOT NULL. What is not called as PostgreSQL would call it says so where the column is created. */
export function nameNotNulls(actions: readonly Action[], _from: FactBase, to: FactBase): Action[] {
  return actions.map((action) => {
    if (action.verb !== "create") return action;
    const columns = action.produces.map((id) => to.get(id)).filter((fact) => fact !== undefined);
    const sql = columns.filter(isColumn).reduce(nameNotNull, action.sql);
    return sql === action.sql ? action : { ...action, sql };
  });
}

function nameNotNull(sql: string, fact: Fact): string {
  const name = traitsOf(fact)["not null name"];
  if (name === undefined || name === defaultNotNullName(fact.id) || fact.payload.notNull !== true) return sql;
  const { generatedExpr, type } = fact.payload;
  const column = sql.indexOf(`${quoteIdentifier((fact.id as { name: string }).name)} ${type}`);
  // An expression may speak of NOT NULL as well.
  const start = generatedExpr == null ? column : sql.indexOf(String(generatedExpr), column);
  const at = sql.indexOf(" NOT NULL", start + String(generatedExpr ?? type).length);
  if (column < 0 || start < 0 || at < 0) return sql;
  return `${sql.slice(0, at)} CONSTRAINT ${quoteIdentifier(name)}${sql.slice(at)}`;
}
