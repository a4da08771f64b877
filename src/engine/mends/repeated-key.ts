import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier } from "../../sql/quote.ts";
import { statement } from "../actions/statement.ts";
import { quotedName } from "../names.ts";

/**
 * Of keys over the same columns within one CREATE TABLE PostgreSQL makes the first alone and says nothing
 * (transformIndexConstraints in parse_utilcmd.c): the others are added afterwards.
 */
export function sayRepeatedKeys(actions: readonly Action[], _from: FactBase, to: FactBase): Action[] {
  return actions.flatMap((action) => {
    if (action.verb !== "create" || action.produces[0]?.kind !== "table") return [action];
    const repeated = repeatedKeys(action.produces.flatMap((id) => to.get(id) ?? []));
    if (repeated.length === 0) return [action];
    const taken = new Set(repeated.map(({ id }) => encodeId(id)));
    return [
      {
        ...action,
        sql: repeated.map(clauseOf).reduce(withoutClause, action.sql),
        produces: action.produces.filter((id) => !taken.has(encodeId(id))),
      },
      ...repeated.map(addKey),
    ];
  });
}

function repeatedKeys(parts: readonly Fact[]): Fact[] {
  const keys = parts.filter(
    ({ id, payload }) => id.kind === "constraint" && /^[pu]$/.test(String(payload.type)),
  );
  const seen = new Set<string>();
  return keys.toSorted(primaryFirst).filter(({ payload }) => {
    const columns = String(payload.def).replace(/^(PRIMARY KEY|UNIQUE) /, "");
    const isRepeated = seen.has(columns);
    seen.add(columns);
    return isRepeated;
  });
}

function primaryFirst(a: Fact, b: Fact): number {
  return Number(b.payload.type === "p") - Number(a.payload.type === "p");
}

function addKey(key: Fact): Action {
  const table = key.parent as StableId;
  const sql = `ALTER TABLE ${quotedName(table)} ADD ${clauseOf(key)}`;
  return { ...statement(sql, table, { verb: "create" }), produces: [key.id] };
}

function clauseOf({ id, payload }: Fact): string {
  return `CONSTRAINT ${quoteIdentifier((id as { name: string }).name)} ${payload.def}`;
}

function withoutClause(sql: string, clause: string): string {
  return sql.includes(`, ${clause}`)
    ? sql.replace(`, ${clause}`, () => "")
    : sql.replace(`${clause}, `, () => "");
}
