import { is } from "drizzle-orm";
import { type PgPolicy, PgRole, type PgTable } from "drizzle-orm/pg-core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { type Casing, tableName } from "../drizzle.ts";
import type { Rendered } from "../statement.ts";
import { sqlText } from "./sql-text.ts";

/** Words that stand for a role. PostgreSQL manual, CREATE POLICY. */
const roleWords = new Set(["public", "current_role", "current_user", "session_user"]);

/** Columns keep their table: within a subquery a bare name could mean another one. */
export function renderPolicy(policy: PgPolicy, table: PgTable, casing: Casing): Rendered {
  const { name, schema } = tableName(table);
  const sql = [
    `CREATE POLICY ${quoteIdentifier(policy.name)} ON ${quoteName(name, schema)}`,
    ...(policy.as === undefined ? [] : [`AS ${policy.as.toUpperCase()}`]),
    ...(policy.for === undefined ? [] : [`FOR ${policy.for.toUpperCase()}`]),
    `TO ${rolesOf(policy).map(renderRoleName).join(", ")}`,
    ...(policy.using === undefined ? [] : [`USING (${sqlText(policy.using, { casing })})`]),
    ...(policy.withCheck === undefined ? [] : [`WITH CHECK (${sqlText(policy.withCheck, { casing })})`]),
  ].join(" ");
  return { kind: "policy", schema, table: name, name: policy.name, sql };
}

function renderRoleName(role: string | PgRole): string {
  const name = typeof role === "string" ? role : role.name;
  return typeof role === "string" && roleWords.has(name.toLowerCase()) ? name : quoteIdentifier(name);
}

/** Whom a policy is for; without a word everybody. */
export function rolesOf({ to }: PgPolicy): (string | PgRole)[] {
  const roles = [to ?? []].flat().filter((role) => typeof role === "string" || is(role, PgRole));
  return roles.length === 0 ? ["public"] : roles;
}
