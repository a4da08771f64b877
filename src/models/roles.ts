import { type Client, DatabaseError } from "pg";
import { quoteBody, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { Models } from "./load.ts";
import { refused } from "./refused.ts";
import type { Statement } from "./statement.ts";

/**
 * Makes the roles that models declare and the server lacks, calls `fn`, and drops them again: a policy can't even be built in a
 * scratch database without the roles it names. `fn` must drop that database itself. Errors: MODEL_REFUSED.
 */
export async function withModelRoles<T>(
  client: Client,
  models: Pick<Models, "roles">,
  fn: () => Promise<T>,
): Promise<T> {
  const missing = await missingRoles(client, models);
  const made: Statement[] = [];
  try {
    for (const role of missing) if (await make(client, role)) made.push(role);
    return await fn();
  } finally {
    // Refused when another process uses it as well by now: then it is that one's to drop.
    for (const { name } of made)
      await client.query(`DROP ROLE IF EXISTS ${quoteIdentifier(name)}`).catch(() => {});
  }
}

/**
 * For a revision, which is run again where the role is by then: after its way back, which leaves it, and in the other databases of
 * the server, maybe at the same time.
 */
export function createRoleUnlessThere({ name, sql }: Pick<Statement, "name" | "sql">): string {
  const body = [
    "BEGIN",
    `  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(name)}) THEN`,
    `    ${sql};`,
    "  END IF;",
    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;",
    "END",
  ];
  return `DO ${quoteBody(`\n${body.join("\n")}\n`)}`;
}

/** The roles that models declare and the server lacks, as CREATE ROLE: what a revision has to begin with. */
export async function missingRoles(
  client: Client,
  { roles }: Pick<Models, "roles">,
): Promise<readonly Statement[]> {
  if (roles.length === 0) return [];
  const { rows } = await client.query<{ rolname: string }>("SELECT rolname FROM pg_catalog.pg_roles");
  const existing = new Set(rows.map(({ rolname }) => rolname));
  return roles.filter(({ name }) => !existing.has(name));
}

/** False when another process was quicker. */
async function make(client: Client, role: Statement): Promise<boolean> {
  try {
    await client.query(role.sql);
    return true;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.code === "42710") return false;
    throw refused({ statement: role, error });
  }
}
