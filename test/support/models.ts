import { readFileSync } from "node:fs";
import pg from "pg";
import { onTestFinished } from "vitest";
import { buildModels } from "../../src/models/build.ts";
import { loadModels, type Models } from "../../src/models/load.ts";
import { createTestDatabase } from "./database.ts";
import { createProject, type DrizzleVersion } from "./project.ts";

/** The rows of a query as they come. */
export type Query = <Row extends object>(sql: string) => Promise<Row[]>;

export interface Built {
  readonly models: Models;
  readonly client: pg.Client;
  readonly query: Query;
}

/** A connection to a fresh database, closed and dropped after the test. */
export async function connectFresh(): Promise<pg.Client> {
  const database = await createTestDatabase();
  const client = new pg.Client(database.url);
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    await database.drop();
  });
  return client;
}

/** Loads the files as models and builds them in a fresh database. */
export async function buildFiles(
  files: Readonly<Record<string, string>>,
  drizzle?: DrizzleVersion,
): Promise<Built> {
  const root = createProject(files, drizzle);
  const models = await loadModels({ root, models: ["**/*.{ts,sql}"], casing: undefined });
  const client = await connectFresh();
  await buildModels(client, models);
  await client.query("SET TimeZone TO 'UTC'");
  const query: Query = async (sql) => (await client.query(sql)).rows;
  return { models, client, query };
}

/** A file of test/integration/models/fixtures. */
export function readFixture(name: string): string {
  return readFileSync(new URL(`../integration/models/fixtures/${name}`, import.meta.url), "utf8");
}
