// The fingerprint of the catalog that a run leaves behind. It is only recorded when nothing but revisions has changed the
// database since it was empty, so that an equal fingerprint means: nobody else was there.

import type { Client, PoolClient } from "pg";
import type { State } from "./state.ts";
import type { StateTables } from "./state-tables.ts";

/** A fingerprint of the catalog. */
export type Fingerprint = (client: Client | PoolClient) => Promise<string>;

/** True when the database is as the last run left it, or empty and never migrated. */
export async function isUntouched(
  client: Client | PoolClient,
  state: State,
  stateSchema: string,
  fingerprint: Fingerprint,
): Promise<boolean> {
  if (state.fingerprint !== undefined) return (await fingerprint(client)) === state.fingerprint;
  return state.applied.size === 0 && (await isEmpty(client, stateSchema));
}

/** Writes it to the last row of history, unless that is of a revision that is not finished. */
export async function recordFingerprint(
  client: Client | PoolClient,
  { history }: StateTables,
  fingerprint: Fingerprint,
): Promise<void> {
  const last = `id = (SELECT max(id) FROM ${history}) AND finished_at IS NOT NULL`;
  await client.query(`UPDATE ${history} SET fingerprint = $1 WHERE ${last}`, [await fingerprint(client)]);
}

/** Nothing of anybody's in any schema but Varve's own. */
async function isEmpty(client: Client | PoolClient, stateSchema: string): Promise<boolean> {
  const { rows } = await client.query<{ empty: boolean }>(
    `WITH own AS (
       SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND nspname <> $1
     )
     SELECT NOT EXISTS (SELECT FROM pg_namespace WHERE oid IN (SELECT oid FROM own) AND nspname <> 'public')
        AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace IN (SELECT oid FROM own))
        AND NOT EXISTS (SELECT FROM pg_type WHERE typnamespace IN (SELECT oid FROM own))
        AND NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace IN (SELECT oid FROM own))
        AND NOT EXISTS (SELECT FROM pg_extension WHERE extname <> 'plpgsql') AS empty`,
    [stateSchema],
  );
  return rows[0]?.empty === true;
}
