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
  const revoked = new Set(
    actions.flatMap(({ sql }) => (sql.startsWith("REVOKE ALL ON TABLE ") ? [sql] : [])),
  );
  if (revoked.size === 0) return [...actions];
  const again = to
    .facts()
    .filter((fact) => columnOf(fact) !== undefined && revoked.has(`REVOKE ALL ${onTable(fact, "FROM")}`))
    .flatMap((fact) => grants(fact).map((sql) => statement(sql, fact.id)));
  const isAgain = ({ sql }: Action) => again.some((action) => action.sql === sql);
  return [...actions.filter((action) => !isAgain(action)), ...again];
}

function columnOf({ id }: Fact): string | undefined {
  return id.kind === "acl" ? id.column : undefined;
}

function grants(fact: Fact): string[] {
  const { privileges, grantable } = fact.payload as { privileges: string[]; grantable?: string[] | null };
  const column = quoteIdentifier(columnOf(fact) ?? "");
  const grant = (some: readonly string[], option: string) =>
    some.length === 0
      ? []
      : [`GRANT ${some.map((right) => `${right} (${column})`).join(", ")} ${onTable(fact, "TO")}${option}`];
  const mayPassOn = (right: string) => grantable?.includes(right) === true;
  return [
    ...grant(
      privileges.filter((right) => !mayPassOn(right)),
      "",
    ),
    ...grant(privileges.filter(mayPassOn), " WITH GRANT OPTION"),
  ];
}

function onTable({ id }: Fact, preposition: "FROM" | "TO"): string {
  if (id.kind !== "acl") return "";
  const grantee = id.grantee === "PUBLIC" ? "PUBLIC" : quoteIdentifier(id.grantee);
  return `ON TABLE ${quotedName(id.target)} ${preposition} ${grantee}`;
}
