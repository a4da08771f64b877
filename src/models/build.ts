import { type Client, DatabaseError } from "pg";
import { fromPostgresError } from "../database/postgres-error.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { Models } from "./load.ts";
import { madeTwice } from "./made-twice.ts";
import { type Failure, lacksSomething, refused, rootCause } from "./refused.ts";
import type { Statement } from "./statement.ts";

/**
 * Runs the statements of the models in an empty database; names without a schema mean `schema`. Where the order is not
 * theirs to know (raw SQL names things), statements that lack something wait until everything else is there, as often as
 * that gets any further.
 * Errors: MODEL_REFUSED, naming the model's file; DUPLICATE_OBJECT; CONNECTION_LOST, STATEMENT_FAILED.
 */
export async function buildModels(
  client: Client,
  { statements, schema = "public" }: Pick<Models, "statements"> & { readonly schema?: string },
): Promise<void> {
  try {
    await runInRounds(client, statements, sessionIn(schema));
  } catch (error) {
    throw fromPostgresError(error);
  } finally {
    await client.query("RESET ALL").catch(() => {});
  }
}

async function runInRounds(client: Client, statements: readonly Statement[], session: string): Promise<void> {
  let waiting = statements;
  let settings = session;
  let stuck: readonly Failure[] | undefined;
  while (waiting.length > 0) {
    await client.query(settings);
    const failed = await runAll(client, waiting, { settings, all: statements });
    if (failed.length === waiting.length) {
      if (stuck !== undefined) throw refused(rootCause(failed));
      // Functions that call each other, or are called by the default of a table they read: their bodies are checked later.
      stuck = failed;
      settings = `${session}; SET check_function_bodies TO off`;
    }
    waiting = failed.map(({ statement }) => statement);
  }
  if (stuck !== undefined) await checkBodies(client, stuck, session);
}

/**
 * The same result whatever the server, the database or the role have as their settings. What an extension brings is found
 * in whichever schema it is, as databases with a schema for extensions have it in their search_path.
 */
const sessionIn = (schema: string) => `
  SET TimeZone TO 'UTC'; SET DateStyle TO 'ISO, MDY'; SET IntervalStyle TO postgres;
  SET standard_conforming_strings TO on; SET check_function_bodies TO on; SET client_min_messages TO warning;
  SET synchronous_commit TO off; SET default_tablespace TO ''; SET default_table_access_method TO heap;
  SET statement_timeout TO 0; SET lock_timeout TO 0;
  SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', ${quoteLiteral(quoteIdentifier(schema))}, (
    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(nspname), ', ')
    FROM pg_catalog.pg_extension
    JOIN pg_catalog.pg_namespace ON pg_namespace.oid = extnamespace
    WHERE nspname NOT IN ('pg_catalog', ${quoteLiteral(schema)})
  )), false)`;

/** Enough that round trips don't count, few enough for the server's table of locks. */
const batchSize = 100;

/** Runs each statement that can run; gives back those that lack something. */
async function runAll(
  client: Client,
  statements: readonly Statement[],
  { settings, all }: { readonly settings: string; readonly all: readonly Statement[] },
): Promise<Failure[]> {
  const failed: Failure[] = [];
  for (const batch of batches(statements)) {
    const session = batch[0]?.session;
    try {
      if (session !== undefined) await client.query(session);
      await client.query(batch.map(({ sql }) => sql).join(";\n"));
    } catch {
      // The batch was one transaction and left nothing behind.
      failed.push(...(await runEach(client, batch, all)));
    }
    if (session !== undefined) await client.query(settings);
  }
  return failed;
}

async function runEach(
  client: Client,
  statements: readonly Statement[],
  all: readonly Statement[],
): Promise<Failure[]> {
  const failed: Failure[] = [];
  for (const statement of statements) {
    try {
      await client.query(statement.sql);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      if (!lacksSomething(error)) {
        throw (await madeTwice({ statement, error }, all)) ?? refused({ statement, error });
      }
      failed.push({ statement, error });
    }
  }
  return failed;
}

/** Neighbours that want the same of the session. */
function* batches(statements: readonly Statement[]): Generator<Statement[]> {
  let batch: Statement[] = [];
  for (const statement of statements) {
    if (batch.length === batchSize || (batch.length > 0 && batch[0]?.session !== statement.session)) {
      yield batch;
      batch = [];
    }
    batch.push(statement);
  }
  if (batch.length > 0) yield batch;
}

/**
 * What CREATE FUNCTION does with check_function_bodies on. PostgreSQL manual, 58 Writing a Procedural Language Handler.
 *
 * @param suspects what could not be made with it on
 */
async function checkBodies(client: Client, suspects: readonly Failure[], session: string): Promise<void> {
  await client.query(session);
  const { rows } = await client.query<{ name: string; check: string }>(`
    SELECT nspname || '.' || proname AS name, format('SELECT %s(%s)', lanvalidator::regproc, pg_proc.oid) AS check
    FROM pg_catalog.pg_proc
    JOIN pg_catalog.pg_namespace ON pg_namespace.oid = pronamespace
    JOIN pg_catalog.pg_language ON pg_language.oid = prolang
    WHERE lanname IN ('sql', 'plpgsql') AND pg_proc.oid >= 16384`);
  for (const { name, check } of rows) {
    const suspect =
      suspects.find(({ statement }) => statement.name.startsWith(`${name}(`)) ?? rootCause(suspects);
    await client.query(check).catch((error) => {
      throw refused({ ...suspect, error });
    });
  }
}
