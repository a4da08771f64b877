import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, withClient } from "../../../src/database/connect.ts";
import { withScratchDatabase } from "../../../src/database/scratch.ts";
import { formatUrl, parseUrl, withDatabase } from "../../../src/database/url.ts";
import { createTestDatabase, serverUrl, serverVersion, type TestDatabase } from "../../support/database.ts";
import { spawnScript } from "../../support/spawn-script.ts";

let target: TestDatabase;

beforeEach(async () => {
  target = await createTestDatabase();
});

afterEach(async () => {
  await target.drop();
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  return await withClient(url, async (client) => (await client.query(sql)).rows);
}

async function exists(database: unknown): Promise<boolean> {
  return (await query(serverUrl, `SELECT FROM pg_database WHERE datname = '${database}'`)).length > 0;
}

function nameOf(url: string): string {
  return parseUrl(url).dbname ?? "";
}

test("gives an empty database of its own and drops it, also with a connection still open in it", async () => {
  const { client, name } = await withScratchDatabase(target, async ({ url }) => ({
    client: await connect(url),
    name: nameOf(url),
  }));

  expect(name).toMatch(/^varve_scratch_[0-9a-f]{16}$/);
  expect(client.database).toBe(name);
  await expect(client.query("SELECT 1")).rejects.toThrow();
  expect(await exists(name)).toBe(false);
});

test("drops the database when the work fails, and passes the failure on", async () => {
  let name = "";

  const work = withScratchDatabase(target, async ({ url }) => {
    name = nameOf(url);
    throw new Error("the work failed");
  });

  await expect(work).rejects.toThrow("the work failed");
  expect(await exists(name)).toBe(false);
});

test("drops the database when its own connection was cut", async () => {
  let name = "";

  await withScratchDatabase(target, async ({ url }) => {
    name = nameOf(url);
    await query(
      serverUrl,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${nameOf(target.url)}'`,
    );
  });

  expect(await exists(name)).toBe(false);
});

test("drops the database when the signal stops the work", async () => {
  const stop = new AbortController();
  let name = "";

  const work = withScratchDatabase({ ...target, signal: stop.signal }, async ({ url }) => {
    name = nameOf(url);
    await withClient(
      url,
      async (client) => {
        setTimeout(() => stop.abort(), 50);
        await client.query("SELECT pg_sleep(20)");
      },
      { signal: stop.signal },
    );
  });

  await expect(work).rejects.toMatchObject({ code: "INTERRUPTED" });
  expect(await exists(name)).toBe(false);
});

test("clears what a killed process left behind, and nothing of a living one", async () => {
  const killed = await startOwner();
  const living = await startOwner();
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");

  await withScratchDatabase(target, async () => {});

  expect(await exists(killed.name)).toBe(false);
  expect(await exists(living.name)).toBe(true);
  living.child.stdin.end();
  await once(living.child, "exit");
  expect(await exists(living.name)).toBe(false);
});

test("leaves databases alone whose name only looks alike", async () => {
  await query(serverUrl, "CREATE DATABASE varve_scratch_plans");

  await withScratchDatabase(target, async () => {});

  expect(await exists("varve_scratch_plans")).toBe(true);
  await query(serverUrl, "DROP DATABASE varve_scratch_plans");
});

test("sorts as the target does", async () => {
  const locale = serverVersion >= 15 ? "LOCALE_PROVIDER icu ICU_LOCALE 'sv-SE' LOCALE 'C'" : "LOCALE 'C'";
  await query(serverUrl, `CREATE DATABASE swedish TEMPLATE template0 ENCODING 'UTF8' ${locale}`);
  const facts = `SELECT to_jsonb(d) - '{oid,datname,datfrozenxid,datminmxid}'::text[] AS facts FROM pg_database d
    WHERE datname = current_database()`;
  try {
    const url = withDatabase(serverUrl, "swedish");

    const scratch = await withScratchDatabase({ url }, (it) => query(it.url, facts));

    expect(scratch).toEqual(await query(url, facts));
  } finally {
    await query(serverUrl, "DROP DATABASE swedish");
  }
});

test("copies a template", async () => {
  await query(target.url, "CREATE TABLE users AS SELECT 7 AS id");

  const rows = await withScratchDatabase({ url: serverUrl, template: nameOf(target.url) }, ({ url }) =>
    query(url, "SELECT id FROM users"),
  );

  expect(rows).toEqual([{ id: 7 }]);
});

test("says what to do when the role may not create databases", async () => {
  await query(serverUrl, "CREATE ROLE modest LOGIN PASSWORD 'modest-password'");
  try {
    const url = formatUrl({ ...parseUrl(target.url), user: "modest", password: "modest-password" });

    const work = withScratchDatabase({ url }, async () => {});

    await expect(work).rejects.toMatchObject({
      code: "SCRATCH_NOT_ALLOWED",
      hint: expect.stringContaining('scratch: "embedded"'),
    });
  } finally {
    await query(serverUrl, "DROP ROLE modest");
  }
});

/** Another process that holds a scratch database until its stdin closes. */
async function startOwner() {
  const child = await spawnScript("scratch-owner", [target.url]);
  const [line] = await once(child.stdout, "data");
  return { child, name: String(line).trim() };
}
