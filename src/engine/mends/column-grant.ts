import type { Fact, FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier } from "../../sql/quote.ts";
import { statement } from "../actions/statement.ts";
import { quotedName } from "../names.ts";

/**
 * Revoking a role's right on a table takes that on its columns too: those are granted behind all that, also where they stay as they
 * were. Manual: REVOKE, "Description".
 */
export function grantColumnsLast(actions: readonly Action[], to: FactBase): Action[] {
  const revoked = actions.map(({ sql }) => sql).filter((sql) => /^REVOKE [^(]* ON TABLE /.test(sql));
  const isRevoked = (on: string) => revoked.some((sql) => sql.endsWith(` ON TABLE ${on}`));
  const again = to.facts().flatMap((fact) => {
    if (fact.id.kind !== "acl" || fact.id.column === undefined) return [];
    const { target, column } = fact.id;
    const role = quotedGrantee(fact.id.grantee);
    if (!isRevoked(`${quotedName(target)} FROM ${role}`)) return [];
    return grants(fact, column, `${quotedName(target)} TO ${role}`).map((sql) => statement(sql, fact.id));
  });
  const granted = new Set(again.map(({ sql }) => sql));
  return [...actions.filter(({ sql }) => !granted.has(sql)), ...again];
}

export function quotedGrantee(grantee: string): string {
  return grantee === "PUBLIC" ? grantee : quoteIdentifier(grantee);
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
