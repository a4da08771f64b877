import { randomBytes } from "node:crypto";
import pg from "pg";
import { prepareReadings } from "../../../src/engine/index.ts";

/** A new database on the server of this superuser's URL, with this schema in it; its URL. */
export async function createDatabase(server: string, sql: string): Promise<string> {
  const name = `law_${randomBytes(6).toString("hex")}`;
  await withConnection(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  try {
    await withConnection(url.href, (client) => client.query(sql));
  } catch (error) {
    await dropDatabase(server, url.href);
    throw error;
  }
  return url.href;
}

export async function dropDatabase(server: string, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withConnection(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

export async function withConnection<T>(url: string, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  prepareReadings(client);
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}

export interface Database {
  readonly url: string;
  readonly client: pg.Client;
  /** Empties it and builds this schema, which takes less than a new database does. */
  reset(sql: string): Promise<void>;
}

export async function withDatabase<T>(server: string, fn: (database: Database) => Promise<T>): Promise<T> {
  const url = await createDatabase(server, "");
  try {
    return await withConnection(url, (client) => {
      const reset = async (sql: string) => {
        await client.query("ROLLBACK");
        await client.query("RESET ALL");
        await client.query(empty);
        await client.query(sql);
      };
      return fn({ url, client, reset });
    });
  } finally {
    await dropDatabase(server, url);
  }
}

const empty = `DO $$ DECLARE schema text; BEGIN
  FOR schema IN SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  LOOP EXECUTE 'DROP SCHEMA ' || schema || ' CASCADE'; END LOOP;
  CREATE SCHEMA public;
END $$`;
