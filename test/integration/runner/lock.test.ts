import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { buildGraph } from "../../../src/revisions/graph.ts";
import { loadRevisions } from "../../../src/revisions/load.ts";
import { planUpgrade } from "../../../src/revisions/plan.ts";
import { lockKey } from "../../../src/runner/lock.ts";
import type { RunnerEvent } from "../../../src/runner/report.ts";
import { runPlan } from "../../../src/runner/run.ts";
import { stateTables } from "../../../src/runner/state-tables.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { chain, createMigrations, query } from "../../support/migrations.ts";

let database: TestDatabase;
let other: pg.Client;
beforeEach(async () => {
  database = await createTestDatabase();
  other = new pg.Client({ connectionString: database.url, application_name: "the other one" });
  other.on("error", () => {});
  await other.connect();
});
afterEach(async () => {
  await other.end();
  await database.drop();
});

const ask = (sql: string) => query(database.url, sql);
const table = "sql`CREATE TABLE t (id int)`";

describe("the lock of the runner", () => {
  it("lets one of five work, and the others find nothing left to do", async () => {
    const sketches = chain("a", "b", "c");
    sketches.c?.up?.push("sql`CREATE INDEX CONCURRENTLY c_id ON c (id)`");
    const { config, cwd } = await createMigrations(sketches);
    const runs = await Promise.all(
      Array.from({ length: 5 }, () => upgrade({ config, cwd, url: database.url })),
    );
    expect(runs.map(({ steps }) => steps.length).sort()).toEqual([0, 0, 0, 0, 3]);
    expect(runs.every(({ heads }) => heads[0] === "c")).toBe(true);
    expect(await ask("SELECT revision FROM varve.history ORDER BY id")).toEqual([["a"], ["b"], ["c"]]);
  });

  it("is waited for without a transaction that CREATE INDEX CONCURRENTLY would wait for", async () => {
    const { config, cwd } = await createMigrations(chain("a"));
    await ask("CREATE TABLE t (id int)");
    await other.query(`BEGIN; SELECT pg_advisory_xact_lock(${lockKey(stateTables("varve"))})`);
    const stop = new AbortController();
    const waiting = upgrade({ config, cwd, url: database.url, signal: stop.signal }).catch(() => {});
    const inTransaction =
      "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'varve%' AND now() - xact_start > '1 s'";
    for (let look = 0; look < 40; look += 1) {
      await sleep(50);
      expect(await ask(inTransaction)).toEqual([[0]]);
    }
    stop.abort();
    await waiting;
  });

  it("names who holds it, and is waited for only so long", async () => {
    const { config, cwd } = await createMigrations(chain("a"));
    await other.query(`BEGIN; SELECT pg_advisory_xact_lock(${lockKey(stateTables("varve"))})`);
    const events: { type: string; message: string }[] = [];
    const waiting = upgrade({
      config,
      cwd,
      url: database.url,
      lockTimeout: 1,
      onEvent: (event) => events.push(event),
    });
    await expect(waiting).rejects.toMatchObject({
      code: "RUNNER_LOCKED",
      message: expect.stringMatching(/process \d+, the other one, from 127\.0\.0\.1, for \d+ s/),
    });
    expect(events.filter(({ type }) => type === "lock:wait").length).toBeGreaterThan(1);
    await other.query("ROLLBACK");
    expect(await upgrade({ config, cwd, url: database.url })).toMatchObject({ heads: ["a"] });
  });

  it("is not needed when there is nothing to do", async () => {
    const { config, cwd } = await createMigrations(chain("a"));
    await upgrade({ config, cwd, url: database.url });
    await other.query(`BEGIN; SELECT pg_advisory_xact_lock(${lockKey(stateTables("varve"))})`);
    expect(await upgrade({ config, cwd, url: database.url, lockTimeout: 0 })).toMatchObject({ steps: [] });
  });

  it("is checked before anything is recorded", async () => {
    const { config, cwd } = await createMigrations({
      a: {
        up: [
          table,
          "run(async ({ session }) => { await session.execute(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`); await new Promise((resolve) => setTimeout(resolve, 200)); })",
        ],
      },
    });
    await expect(upgrade({ config, cwd, url: database.url })).rejects.toMatchObject({
      code: "RUNNER_LOCK_LOST",
    });
    expect(await ask("SELECT to_regclass('t')")).toEqual([[null]]);
  });

  it("works on the caller's own pool, and gives everything back", async () => {
    const { config, cwd } = await createMigrations(chain("a"));
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    expect(await upgrade({ config, cwd, pool })).toMatchObject({ heads: ["a"] });
    expect([pool.totalCount, pool.idleCount]).toEqual([2, 2]);
    await pool.end();
    const small = new pg.Pool({ connectionString: database.url, max: 1 });
    await expect(upgrade({ config, cwd, pool: small })).rejects.toMatchObject({ code: "POOL_TOO_SMALL" });
    await small.end();
  });
});

describe("locks of others", () => {
  async function run(cwd: string, limits: { lockTimeoutMs: number; lockAttempts: number }) {
    const events: RunnerEvent[] = [];
    const graph = buildGraph(await loadRevisions(cwd));
    const running = runPlan({
      source: database.url,
      graph,
      stateSchema: "varve",
      command: "upgrade",
      plan: (position) => planUpgrade(graph, position, "head"),
      limits,
      report: (event) => events.push(event),
    });
    return { running, events };
  }

  it("make a revision give way and try again until they are gone", async () => {
    await ask("CREATE TABLE t (id int)");
    const { cwd } = await createMigrations({ a: { up: ["sql`ALTER TABLE t ADD c int`"] } });
    await other.query("BEGIN; SELECT * FROM t");
    const { running, events } = await run(cwd, { lockTimeoutMs: 600, lockAttempts: 20 });
    while (!events.some(({ type }) => type === "step:retry")) await sleep(20);
    await other.query("COMMIT");
    expect(await running).toMatchObject({ heads: ["a"] });
    expect(events.find(({ type }) => type === "step:wait")?.message).toMatch(
      /waits, blocked by process \d+ \(the other one\), idle in transaction/,
    );
  });

  it("are named when they do not go away", async () => {
    await ask("CREATE TABLE t (id int)");
    const { cwd } = await createMigrations({ a: { up: ["sql`ALTER TABLE t ADD c int`"] } });
    await other.query("BEGIN; SELECT * FROM t");
    const { running } = await run(cwd, { lockTimeoutMs: 600, lockAttempts: 2 });
    await expect(running).rejects.toMatchObject({
      code: "MIGRATION_LOCKED",
      message: expect.stringMatching(/in 2 tries, blocked by process \d+/),
    });
    expect(await ask("SELECT count(*)::int FROM varve.heads")).toEqual([[0]]);
  });
});

describe("an upgrade that is cut off", () => {
  it("rolls back when it is aborted", async () => {
    const { config, cwd } = await createMigrations({ a: { up: [table, "sql`SELECT pg_sleep(30)`"] } });
    const stop = new AbortController();
    const running = upgrade({
      config,
      cwd,
      url: database.url,
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === "step:start") setTimeout(() => stop.abort(), 100);
      },
    });
    const start = Date.now();
    await expect(running).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(Date.now() - start).toBeLessThan(5_000);
    expect(await ask("SELECT to_regclass('t')")).toEqual([[null]]);
    expect(
      await ask(
        "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid() AND state = 'active'",
      ),
    ).toEqual([[0]]);
  });

  it("does not begin when it is aborted already", async () => {
    const { config, cwd } = await createMigrations(chain("a"));
    await expect(
      upgrade({ config, cwd, url: database.url, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  it("says that the connection was lost, and can be run again", async () => {
    const { config, cwd, add } = await createMigrations({
      a: { up: [table, "sql`SELECT pg_terminate_backend(pg_backend_pid())`"] },
    });
    await expect(upgrade({ config, cwd, url: database.url })).rejects.toMatchObject({
      code: "CONNECTION_LOST",
    });
    await add("a", { up: [table] });
    expect(await upgrade({ config, cwd, url: database.url })).toMatchObject({ heads: ["a"] });
  });

  it("says that the disk is full", async () => {
    const { config, cwd } = await createMigrations({
      a: {
        up: [
          table,
          "sql`DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$`",
        ],
      },
    });
    await expect(upgrade({ config, cwd, url: database.url })).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(await ask("SELECT to_regclass('t')")).toEqual([[null]]);
  });
});
