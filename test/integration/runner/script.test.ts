import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { loadModule, parseSync } from "libpg-query";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { stamp } from "../../../src/commands/stamp.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { chain, createMigrations, query, type Sketch } from "../../support/migrations.ts";

let online: TestDatabase;
let offline: TestDatabase;
beforeEach(async () => {
  [online, offline] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterEach(async () => {
  await Promise.all([online.drop(), offline.drop()]);
});

const sketches: Record<string, Sketch> = {
  ...chain("a", "b"),
  c: {
    revises: ["a"],
    preflight: [
      { message: "it's $varve$ there", sql: "SELECT 1 FROM a WHERE id = 99; ", hint: "" },
      ...["98", "97"].map((id) => ({
        message: `${id} is there`,
        prepare: `CREATE FUNCTION pg_temp.is_bad(int) RETURNS boolean LANGUAGE sql RETURN $1 = ${id}`,
        sql: "SELECT id FROM a WHERE pg_temp.is_bad(id)",
        hint: "",
      })),
    ],
    up: [
      "sql`ALTER TABLE a ADD name text DEFAULT 'it''s' -- a comment`",
      "sql`CREATE INDEX CONCURRENTLY a_name ON a (name)`",
    ],
    down: ["sql`DROP INDEX CONCURRENTLY a_name`", "sql`ALTER TABLE a DROP name`"],
  },
  m: {
    revises: ["b", "c"],
    up: [
      "sql`CREATE TYPE mood AS ENUM ('a'); ALTER TYPE mood ADD VALUE 'b'; CREATE TABLE m (m mood DEFAULT 'b')`",
    ],
    down: ["sql`DROP TABLE m; DROP TYPE mood`"],
  },
  n: { revises: ["m"] },
};

/** As psql runs it: one statement at a time, the first error ends it. */
async function runScript(url: string, script: string): Promise<void> {
  await loadModule();
  const text = Buffer.from(script.replace(/^\\set.*$/m, ""));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const { stmt_location: start = 0, stmt_len: length = 0 } of parseSync(text.toString()).stmts ?? []) {
      await client.query(text.subarray(start, start + length).toString());
    }
  } finally {
    await client.end();
  }
}

async function snapshot(url: string) {
  return {
    heads: await query(url, "SELECT revision FROM varve.heads ORDER BY 1"),
    history: await query(
      url,
      "SELECT revision, direction, hash, sql, steps, models, finished_at IS NOT NULL, database_user, varve_version FROM varve.history ORDER BY id",
    ),
    columns: await query(
      url,
      "SELECT table_schema, table_name, column_name, data_type, column_default FROM information_schema.columns WHERE table_schema IN ('public', 'varve') ORDER BY 1, 2, 3",
    ),
    indexes: await query(
      url,
      "SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'varve') ORDER BY 1",
    ),
  };
}

describe("a script of a stamp", () => {
  it.each([
    ["where nothing is recorded", undefined, ["head"], "n", {}],
    ["of several branches", undefined, ["b", "c"], undefined, {}],
    ["of a range", "b", ["b:n"], "n", {}],
    ["back to the base", "n", ["n:base"], "base", {}],
    ["of whatever is recorded", "n", ["b"], "b", { purge: true }],
  ] as const)("does the same as a stamp: %s", async (_, before, targets, target, options) => {
    const { config, cwd } = await createMigrations(sketches);
    const project = { config, cwd, ...options };
    for (const { url } of [online, offline])
      if (before !== undefined) await stamp({ ...project, url, targets: [before] });
    const script = await stamp({ ...project, targets, sql: true });
    const run = await stamp({
      ...project,
      url: online.url,
      targets: target === undefined ? targets : [target],
    });
    expect(script.heads).toEqual(run.heads);
    await runScript(offline.url, script.sql ?? "");
    const recorded = async (url: string) => ({
      heads: await query(url, "SELECT revision FROM varve.heads ORDER BY 1"),
      history: await query(url, "SELECT revision, direction, applied FROM varve.history ORDER BY id"),
    });
    expect(await recorded(offline.url)).toEqual(await recorded(online.url));
  });

  it("refuses a database that is somewhere else, and to record nothing", async () => {
    const { config, cwd } = await createMigrations(sketches);
    await stamp({ config, cwd, url: offline.url, targets: ["c"] });
    const { sql = "" } = await stamp({ config, cwd, targets: ["b:n"], sql: true });
    await expect(runScript(offline.url, sql)).rejects.toThrow(/not at b/);
    await expect(stamp({ config, cwd, targets: ["base"], sql: true })).rejects.toMatchObject({
      code: "TARGET_INVALID",
    });
  });
});

describe("a script", () => {
  it("does the same as a run, up and down, history included", async () => {
    const { config, cwd } = await createMigrations(sketches);
    const project = { config, cwd };
    for (const [command, range, target] of [
      [upgrade, ":m", "m"],
      [upgrade, "m:head", "head"],
      [downgrade, "n:base", "base"],
    ] as const) {
      const script = await command({ ...project, target: range, sql: true });
      const run = await command({ ...project, target, url: online.url });
      expect(script.steps).toEqual(run.steps.map(({ id, direction }) => ({ id, direction })));
      expect(script.heads).toEqual(run.heads);
      await runScript(offline.url, script.sql ?? "");
      expect(await snapshot(offline.url)).toEqual(await snapshot(online.url));
    }
  });

  it("runs in psql, as its first lines say", async () => {
    const { config, cwd } = await createMigrations(sketches);
    const { sql = "" } = await upgrade({ config, cwd, sql: true });
    const file = path.join(cwd, "up.sql");
    await writeFile(file, sql);
    const found = await promisify(execFile)("psql", ["--version"]).catch(() => undefined);
    if (found === undefined) return;
    await promisify(execFile)("psql", ["-X", "-v", "ON_ERROR_STOP=1", "-f", file, offline.url]);
    expect(await query(offline.url, "SELECT revision FROM varve.heads")).toEqual([["n"]]);
  });

  it("refuses to run twice, or while a runner works", async () => {
    const { config, cwd } = await createMigrations(chain("a"));
    const { sql = "" } = await upgrade({ config, cwd, sql: true });
    await runScript(offline.url, sql);
    await expect(runScript(offline.url, sql)).rejects.toThrow(/not at base/);
  });

  it("ends where the database is, when the range says so", async () => {
    const { config, cwd } = await createMigrations(chain("a", "b", "c"));
    const options = { config, cwd, url: online.url, sql: true };
    await upgrade({ ...options, sql: false, target: "b" });
    const ids = ({ steps }: { steps: readonly { id: string }[] }) => steps.map(({ id }) => id);
    expect(ids(await upgrade({ ...options, target: "a:current" }))).toEqual(["b"]);
    expect(ids(await upgrade({ ...options, target: "current-1:current" }))).toEqual(["b"]);
    expect(ids(await downgrade({ ...options, target: "head:current" }))).toEqual(["c"]);
    expect(ids(await downgrade({ ...options, target: "head:current-1" }))).toEqual(["c", "b"]);
    expect(ids(await downgrade({ ...options, target: "current:-2" }))).toEqual(["b", "a"]);
    expect(ids(await stamp({ ...options, targets: ["a:current"] }))).toEqual(["b"]);
    expect(ids(await upgrade({ ...options, target: "current+1" }))).toEqual(["a", "b", "c"]);
    expect((await stamp({ ...options, targets: ["current"] })).heads).toEqual(["b"]);
  });

  it("begins where the database is, when the range says so", async () => {
    const { config, cwd } = await createMigrations(chain("a", "b"));
    const options = { config, cwd, url: online.url };
    await upgrade({ ...options, target: "a" });
    const { steps, sql = "" } = await upgrade({ ...options, target: "current:head", sql: true });
    expect(steps).toEqual([{ id: "b", direction: "up" }]);
    await runScript(online.url, sql);
    expect(await query(online.url, "SELECT revision FROM varve.heads")).toEqual([["b"]]);
  });

  it("cannot hold code, and a downgrade needs to be told where it begins", async () => {
    const { config, cwd } = await createMigrations({ a: { up: ["run(() => {})"] } });
    await expect(upgrade({ config, cwd, sql: true })).rejects.toMatchObject({ code: "OFFLINE_IMPOSSIBLE" });
    await expect(downgrade({ config, cwd, target: "base", sql: true })).rejects.toMatchObject({
      code: "TARGET_INVALID",
    });
    await expect(upgrade({ config, cwd, target: "base:a" })).rejects.toMatchObject({
      code: "TARGET_INVALID",
    });
  });
});
