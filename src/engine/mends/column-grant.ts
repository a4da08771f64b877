import type { Fact, FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier } from "../../sql/quote.ts";
import { statement } from "../actions/statement.ts";
import { quotedName } from "../names.ts";

/**
 * A right on a table is set anew by revoking all of the role's rights on it, which takes those on its columns too: they are granted
 * behind all that, also where they stay as they were. Manual: REVOKE, "Description".
 */
export function grantColumnsLast(actions: readonly Action[], to: FactBase): Action[] {
  const planned = new Set(actions.map(({ sql }) => sql));
  // As the engine spells it.
  const isRevoked = (on: string) => planned.has(`REVOKE ALL ON TABLE ${on}`);
  const again = to.facts().flatMap((fact) => {
    if (fact.id.kind !== "acl" || fact.id.column === undefined) return [];
    const { target, column } = fact.id;
    const grantee = fact.id.grantee === "PUBLIC" ? "PUBLIC" : quoteIdentifier(fact.id.grantee);
    if (!isRevoked(`${quotedName(target)} FROM ${grantee}`)) return [];
    return grants(fact, column, `${quotedName(target)} TO ${grantee}`).map((sql) => statement(sql, fact.id));
  });
  const granted = new Set(again.map(({ sql }) => sql));
  return [...actions.filter(({ sql }) => !granted.has(sql)), ...again];
}

function grants({ payload }: Fact, column: string, granted: string): string[] {
  const { privileges, grantable } = payload as { privileges: string[]; grantable?: string[] | null };
  const grant = (some: readonly string[], option: string) => {
    const rights = some.map((right) => `${right} (${quoteIdentifier(column)})`).join(", ");
    return some.length === 0 ? [] : [`GRANT ${rights} ON TABLE ${granted}${option}`];
  };
  const mayPassOn = (right: string) => grantable?.includes(right) === true;
  return [
    ...grant(
      privileges.filter((right) => !mayPassOn(right)),
      "",
    ),
    ...grant(privileges.filter(mayPassOn), " WITH GRANT OPTION"),
  ];
}
