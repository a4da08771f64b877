import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { stamp } from "../../../src/commands/stamp.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { createMigrations, query } from "../../support/migrations.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const ask = (sql: string) => query(database.url, sql);
const table = "sql`CREATE TABLE t (id int PRIMARY KEY, name text)`";
const index = "sql`CREATE UNIQUE INDEX CONCURRENTLY t_name ON t (name)`";
const indexes = () =>
  ask(
    "SELECT relname, indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indrelid = 't'::regclass ORDER BY 1",
  );
const valid = [
  ["t_name", true],
  ["t_pkey", true],
];

describe("steps outside of transactions", () => {
  it("run by themselves, and are written down", async () => {
    const { config, cwd } = await createMigrations({
      a: {
        up: [table, index, "sql`ALTER TABLE t ADD c int`", "sql`VACUUM t`"],
        down: ["sql`DROP INDEX CONCURRENTLY t_name`", "sql`DROP TABLE t`"],
      },
    });
    const options = { config, cwd, url: database.url };
    expect(await upgrade(options)).toMatchObject({ steps: [{ id: "a" }], heads: ["a"] });
    expect(await indexes()).toEqual(valid);
    expect(await ask("SELECT step, finished_at IS NOT NULL FROM varve.steps ORDER BY step")).toEqual(
      [1, 2, 3, 4].map((step) => [step, true]),
    );
    expect(
      await ask("SELECT direction, finished_at IS NOT NULL, duration_ms > 0 FROM varve.history"),
    ).toEqual([["up", true, true]]);
    expect(await downgrade({ ...options, target: "base" })).toMatchObject({ heads: [] });
  });

  it("let a later revision use an enum value that an earlier statement adds", async () => {
    const { config, cwd } = await createMigrations({
      a: { up: ["sql`CREATE TYPE mood AS ENUM ('sad')`"] },
      b: {
        revises: ["a"],
        up: ["sql`ALTER TYPE mood ADD VALUE 'ok'; CREATE TABLE m (mood mood DEFAULT 'ok')`"],
      },
    });
    await upgrade({ config, cwd, url: database.url });
    expect(await ask("INSERT INTO m DEFAULT VALUES RETURNING mood::text")).toEqual([["ok"]]);
  });

  it("go on at the exact step after a failure, and leave no invalid index", async () => {
    const { config, cwd } = await createMigrations({
      a: {
        up: [table, "sql`INSERT INTO t VALUES (1, 'x'), (2, 'x')`", index, "sql`CREATE TABLE u (id int)`"],
      },
    });
    const options = { config, cwd, url: database.url };
    await expect(upgrade(options)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringMatching(/step 3 of 4[\s\S]*steps before it are committed/),
    });
    expect(await indexes()).toEqual([["t_pkey", true]]);
    expect(await ask("SELECT count(*)::int FROM varve.heads")).toEqual([[0]]);
    await ask("DELETE FROM t WHERE id = 2");
    await upgrade(options);
    expect(await indexes()).toEqual(valid);
    expect(await ask("SELECT count(*)::int FROM t")).toEqual([[1]]);
    expect(await ask("SELECT revision FROM varve.heads")).toEqual([["a"]]);
  });

  it("refuse to go on when a step that ran was changed, and take one that did not run as it is now", async () => {
    const { config, cwd, add } = await createMigrations({
      a: { up: [table, "sql`CREATE INDEX CONCURRENTLY i ON t (nonsense)`"] },
    });
    const options = { config, cwd, url: database.url };
    await expect(upgrade(options)).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    await add("a", { up: ["sql`CREATE TABLE t (id int)`", "sql`CREATE INDEX CONCURRENTLY i ON t (id)`"] });
    await expect(upgrade(options)).rejects.toMatchObject({ code: "REVISION_EDITED" });
    await add("a", { up: [table, "sql`CREATE INDEX CONCURRENTLY i ON t (id)`"] });
    expect(await upgrade(options)).toMatchObject({ heads: ["a"] });
  });

  it("cost the database its fingerprint only while they are not finished", async () => {
    const recorded = () =>
      ask("SELECT revision, fingerprint IS NOT NULL FROM varve.history ORDER BY id DESC LIMIT 1");
    const { config, cwd, add } = await createMigrations({
      a: { up: [table] },
      b: { revises: ["a"], up: ["sql`SELECT nonsense`"] },
    });
    const options = { config, cwd, url: database.url };
    await expect(upgrade(options)).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    expect(await recorded()).toEqual([["a", true]]);
    await add("b", { revises: ["a"], up: [index, "sql`SELECT nonsense`"] });
    await expect(upgrade(options)).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    expect(await recorded()).toEqual([["b", false]]);
  });

  it("must be finished before anything else, or given up by a stamp", async () => {
    const { config, cwd, add } = await createMigrations({
      a: { up: [table] },
      b: { revises: ["a"], up: ["sql`SELECT 1`", "sql`CREATE INDEX CONCURRENTLY i ON nowhere (id)`"] },
    });
    const options = { config, cwd, url: database.url };
    await expect(upgrade(options)).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    await expect(downgrade({ ...options, target: "base" })).rejects.toMatchObject({
      code: "REVISION_UNFINISHED",
    });
    expect(await stamp({ ...options, targets: ["current"] })).toEqual({ ok: true, steps: [], heads: ["a"] });
    await add("b", { revises: ["a"], up: ["sql`SELECT 2`"] });
    expect(await upgrade(options)).toMatchObject({ heads: ["b"] });
  });

  it("drop an invalid index of the same name and build it anew", async () => {
    await ask("CREATE TABLE t (id int PRIMARY KEY, name text)");
    await ask("INSERT INTO t VALUES (1, 'x'), (2, 'x')");
    await ask("CREATE UNIQUE INDEX CONCURRENTLY t_name ON t (name)").catch(() => {});
    await ask("DELETE FROM t WHERE id = 2");
    expect(await indexes()).toEqual([
      ["t_name", false],
      ["t_pkey", true],
    ]);
    const { config, cwd } = await createMigrations({
      a: { up: ["sql`CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_name ON t (name)`"] },
    });
    await upgrade({ config, cwd, url: database.url });
    expect(await indexes()).toEqual(valid);
  });

  it("fail on a valid index of the same name that somebody else made", async () => {
    await ask("CREATE TABLE t (id int PRIMARY KEY, name text)");
    await ask("CREATE INDEX t_name ON t (name)");
    const { config, cwd } = await createMigrations({ a: { up: [index] } });
    for (const _ of ["the first try", "and again"]) {
      await expect(upgrade({ config, cwd, url: database.url })).rejects.toMatchObject({
        code: "MIGRATION_FAILED",
        details: expect.objectContaining({ sqlstate: "42P07" }),
      });
    }
  });

  it("fail every time on an index to drop that is not there", async () => {
    const { config, cwd } = await createMigrations({ a: { up: ["sql`DROP INDEX CONCURRENTLY nowhere`"] } });
    for (const _ of ["the first try", "and again"]) {
      await expect(upgrade({ config, cwd, url: database.url })).rejects.toMatchObject({
        code: "MIGRATION_FAILED",
      });
    }
  });

  it("detach a partition, and finish a detaching that was cut off", async () => {
    await ask("CREATE TABLE p (id int) PARTITION BY LIST (id)");
    await ask("CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)");
    const { config, cwd } = await createMigrations({
      a: { up: ["sql`ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY`"] },
    });
    const options = { config, cwd, url: database.url };
    await upgrade(options);
    await ask(
      "DELETE FROM varve.heads; UPDATE varve.history SET finished_at = NULL; UPDATE varve.steps SET finished_at = NULL",
    );
    expect(await upgrade(options)).toMatchObject({ heads: ["a"] });
    expect(await ask("SELECT count(*)::int FROM pg_inherits WHERE inhparent = 'p'::regclass")).toEqual([[0]]);
  });

  it("find out what became of a step whose end was never written down", async () => {
    const { config, cwd } = await createMigrations({
      a: { up: [table, index, "sql`DROP INDEX CONCURRENTLY t_name`", index] },
    });
    const options = { config, cwd, url: database.url };
    await upgrade(options);
    // As if the process had died after the last statement, before it could write that down.
    await ask(
      "DELETE FROM varve.heads; UPDATE varve.history SET finished_at = NULL; UPDATE varve.steps SET finished_at = NULL WHERE step = 4",
    );
    expect(await upgrade(options)).toMatchObject({ steps: [{ id: "a" }], heads: ["a"] });
    expect(await indexes()).toEqual(valid);
  });
});

describe("backfill", () => {
  it("changes all rows in batches by key, and goes on where it was cut off", async () => {
    await ask("CREATE TABLE big (region text, id int, name text, PRIMARY KEY (region, id))");
    await ask("INSERT INTO big SELECT 'r' || n % 3, n, 'Name ' || n FROM generate_series(1, 250) n");
    const step = (set: string) =>
      `backfill({ table: "big", set: { name: "${set}" }, where: "name <> lower(name)", batchSize: 40 })`;
    const { config, cwd } = await createMigrations({
      a: { up: [step("CASE WHEN id = 113 THEN (1/(id-113))::text ELSE lower(name) END")] },
    });
    const options = { config, cwd, url: database.url };
    await expect(upgrade(options)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringMatching(/division by zero/),
    });
    const [[before]] = (await ask("SELECT count(*)::int FROM big WHERE name = lower(name)")) as [[number]];
    expect(before).toBeGreaterThan(0);
    expect(before % 40).toBe(0);
    await ask("UPDATE big SET name = 'done' WHERE id = 113");
    await upgrade(options);
    expect(await ask("SELECT count(*)::int FROM big WHERE name <> lower(name)")).toEqual([[0]]);
    expect(await ask("SELECT progress ->> 'rows' FROM varve.steps")).toEqual([["249"]]);
  });

  it("does not change the key it goes by", async () => {
    await ask("CREATE TABLE big (id int PRIMARY KEY)");
    const { config, cwd } = await createMigrations({
      a: { up: ['backfill({ table: "big", set: { id: "id + 1" } })'] },
    });
    await expect(upgrade({ config, cwd, url: database.url })).rejects.toMatchObject({
      code: "BACKFILL_CHANGES_KEY",
    });
  });

  it("needs a primary key", async () => {
    await ask("CREATE TABLE big (id int)");
    const { config, cwd } = await createMigrations({
      a: { up: ['backfill({ table: "big", set: { id: "1" } })'] },
    });
    await expect(upgrade({ config, cwd, url: database.url })).rejects.toMatchObject({
      code: "BACKFILL_WITHOUT_KEY",
    });
  });
});
