import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { chain, createMigrations, query } from "../../support/migrations.ts";
import { hasPgBouncer, startPgBouncer } from "../../support/pgbouncer.ts";

describe.skipIf(!hasPgBouncer)(
  "through PgBouncer in transaction mode (needs Debian's package pgbouncer)",
  () => {
    let database: TestDatabase;
    let pooler: Awaited<ReturnType<typeof startPgBouncer>>;
    beforeAll(async () => {
      database = await createTestDatabase();
      pooler = await startPgBouncer(database.url);
    });
    afterAll(async () => {
      await pooler.stop();
      await database.drop();
    });

    it("one of five runners works, no lock is left behind, and no setting leaks", async () => {
      const { config, cwd, add } = await createMigrations(chain("a", "b"));
      await add("c", {
        revises: ["b"],
        up: [
          "sql`CREATE INDEX CONCURRENTLY b_id ON b (id)`",
          "run(async ({ session }) => { await session.execute('INSERT INTO b VALUES (1)'); })",
          "sql`ALTER TABLE b ADD PRIMARY KEY (id), ADD n int`",
          'backfill({ table: "b", set: { n: "id + 1" } })',
        ],
        down: ["sql`DROP INDEX CONCURRENTLY b_id`"],
      });
      const options = { config, cwd, url: pooler.url };
      const runs = await Promise.all(Array.from({ length: 5 }, () => upgrade(options)));
      expect(runs.map(({ steps }) => steps.length).sort()).toEqual([0, 0, 0, 0, 3]);
      expect(await query(database.url, "SELECT id, n FROM b")).toEqual([[1, 2]]);
      expect(
        await query(
          database.url,
          "SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        ),
      ).toEqual([[0]]);
      const settings = await Promise.all(
        Array.from({ length: 10 }, () =>
          query(
            pooler.url,
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'), pg_sleep(0.05)::text",
          ),
        ),
      );
      expect([...new Set(settings.map(([row]) => `${row?.[0]} ${row?.[1]}`))]).toEqual(["0 0"]);
      expect(await downgrade({ ...options, target: "b" })).toMatchObject({ heads: ["b"] });
    });

    it("the caller's own pool works too", async () => {
      const { config, cwd } = await createMigrations(chain("x", "y"));
      await query(database.url, "DROP SCHEMA varve CASCADE");
      const pool = new pg.Pool({ connectionString: pooler.url, max: 3 });
      expect(await upgrade({ config, cwd, pool })).toMatchObject({ heads: ["y"] });
      await pool.end();
    });
  },
);
