// Databases that live for one piece of work. Whose owner lives is known to the server alone: the owner holds an advisory lock,
// whose key is in the database's name, from before the database is made until after it is dropped, and loses it when it dies.
import { randomBytes } from "node:crypto";
import type { Client, DatabaseError } from "pg";
import { VarveError } from "../errors.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { type ConnectOptions, withClient } from "./connect.ts";
import { fromPostgresError } from "./postgres-error.ts";
import { withDatabase } from "./url.ts";

export interface ScratchOptions {
  /** A database on the server to use; the scratch database gets its encoding and collation. */
  url: string;
  /** Name of a database to copy, to which nobody may be connected; by default the scratch database is empty. */
  template?: string | undefined;
  signal?: AbortSignal | undefined;
}

const prefix = "varve_scratch_";
/** The key of the lock from the 16 hexadecimal digits at the end of the name. */
const keyOf = (name: string) => `('x' || right(${name}, 16))::bit(64)::bigint`;

/**
 * Makes a database for `fn` and drops it whatever happens. Should this process die, the next call on that server does so.
 * Errors: SCRATCH_NOT_ALLOWED when the role may not create databases, SCRATCH_FAILED, those of connecting and of `fn`.
 */
export async function withScratchDatabase<T>(
  { url, template, signal }: ScratchOptions,
  fn: (scratch: { url: string }) => Promise<T>,
): Promise<T> {
  const options: ConnectOptions = { applicationName: "varve scratch", signal };
  const name = `${prefix}${randomBytes(8).toString("hex")}`;
  const owned = async (owner: Client) => {
    await dropAbandoned(owner);
    await takeLock(owner, name);
    try {
      await create(owner, name, template);
      return await fn({ url: withDatabase(url, name) });
    } finally {
      await drop(owner, name).catch(() => withClient(url, (client) => drop(client, name)).catch(() => {}));
    }
  };
  return await withClient(url, owned, options);
}

/** For as long as the connection lives, which no timeout of the role or the server may end. */
async function takeLock(owner: Client, name: string): Promise<void> {
  const lock = `SELECT pg_advisory_lock(${keyOf(quoteLiteral(name))})`;
  await owner.query(`SET statement_timeout = 0; SET idle_session_timeout = 0; ${lock}`);
}

async function create(owner: Client, name: string, template: string | undefined): Promise<void> {
  const source =
    template === undefined ? `template0 ${await localeClause(owner)}` : quoteIdentifier(template);
  try {
    await owner.query(`CREATE DATABASE ${name} TEMPLATE ${source}`);
  } catch (error) {
    throw scratchError(error, owner);
  }
}

/** Sorting and upper case as in the database of this connection, whatever the server's default is (PostgreSQL manual, 23.1). */
async function localeClause(owner: Client): Promise<string> {
  const { rows } = await owner.query<Record<string, string | null>>(`
    SELECT pg_encoding_to_char(encoding) AS encoding, datcollate, datctype, to_jsonb(d) ->> 'datlocprovider' AS provider,
      coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale, to_jsonb(d) ->> 'daticurules' AS rules
    FROM pg_database d WHERE datname = current_database()`);
  const { encoding, datcollate, datctype, provider, locale, rules } = rows[0] ?? {};
  const clauses: [string, string | null | undefined][] = [
    ["ENCODING", encoding],
    ["LC_COLLATE", datcollate],
    ["LC_CTYPE", datctype],
    // Absent before 15, which knows only the locales of the system.
    ["LOCALE_PROVIDER", provider && { b: "builtin", c: "libc", i: "icu" }[provider]],
    [provider === "b" ? "BUILTIN_LOCALE" : "ICU_LOCALE", locale],
    ["ICU_RULES", rules],
  ];
  return clauses
    .flatMap(([keyword, value]) => (value ? [`${keyword} ${quoteLiteral(value)}`] : []))
    .join(" ");
}

async function drop(client: Client, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`);
}

/** The list of databases is read before that of the locks, so a database just made has its lock seen. */
async function dropAbandoned(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT datname AS name FROM pg_database
    WHERE datname ~ '^${prefix}[0-9a-f]{16}$' AND pg_has_role(datdba, 'USAGE') AND NOT EXISTS (
      SELECT FROM pg_locks
      WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = ${keyOf("datname")})`);
  // Another process may be clearing the same ones.
  for (const { name } of rows) await drop(client, name).catch(() => {});
}

function scratchError(error: unknown, { user, host }: Client): VarveError {
  const hint =
    'Let Varve make scratch databases elsewhere: scratch: "embedded" or scratch: "postgresql://…" in varve.config.ts';
  if ((error as DatabaseError).code !== "42501")
    return fromPostgresError(error, { code: "SCRATCH_FAILED", hint });
  return new VarveError("SCRATCH_NOT_ALLOWED", {
    message: `The role "${user}" may not create databases at ${host}, and models are compared in a scratch database.`,
    hint: `${hint}; or let the role do so: ALTER ROLE ${quoteIdentifier(user ?? "")} CREATEDB`,
    cause: error,
  });
}
