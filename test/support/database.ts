import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
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
  const drop = async () => {
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return { url: url.href, drop };
}

/** The scratch databases that are there now and do not go within half a minute, as those of other files do by themselves. */
export async function abandonedScratchDatabases(): Promise<string[]> {
  const there = "SELECT datname FROM pg_database WHERE datname LIKE 'varve_scratch_%'";
  const end = Date.now() + 30_000;
  let left = await onServer(there);
  while (left.length > 0 && Date.now() < end) {
    await setTimeout(100);
    const now = await onServer(there);
    left = left.filter((name) => now.includes(name));
  }
  return left;
}

/** The first column of what comes back. */
async function onServer(sql: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows } = await client.query<[string]>({ text: sql, rowMode: "array" });
    return rows.map(([first]) => first);
  } finally {
    await client.end();
  }
}
