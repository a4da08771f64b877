import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

const server = inject("postgres");

/** Superuser URL of this run's server, to its maintenance database. */
export const serverUrl: string = server.url;

/** Major version of this run's server: 15, 18 … */
export const serverVersion: number = server.version;

export interface TestDatabase {
  url: string;
  /** Also with connections still open. */
  drop(): Promise<void>;
}

/** A fresh empty database on the server of this run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
