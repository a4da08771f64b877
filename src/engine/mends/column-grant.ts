import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier } from "../../sql/quote.ts";
import { grantStatements, quotedGrantee, rightsOf } from "../actions/grant.ts";
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
    const [table, grantee] = [quotedName(target), quotedGrantee(fact.id.grantee)];
    if (!isRevoked(`${table} FROM ${grantee}`)) return [];
    const grant = { on: `TABLE ${table}`, grantee, column: quoteIdentifier(column) };
    return grantStatements(rightsOf(fact), grant).map((sql) => statement(sql, fact.id));
  });
  const granted = new Set(again.map(({ sql }) => sql));
  return [...actions.filter(({ sql }) => !granted.has(sql)), ...again];
}
