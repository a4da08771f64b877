import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acceptEdit } from "../../../src/commands/accept-edit.ts";
import { current } from "../../../src/commands/current.ts";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { history } from "../../../src/commands/history.ts";
import { rebase } from "../../../src/commands/rebase.ts";
import { show } from "../../../src/commands/show.ts";
import { stamp } from "../../../src/commands/stamp.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { chain, createMigrations, query, type Sketch } from "../../support/migrations.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const ask = (sql: string) => query(database.url, sql);
const names = (count: number) =>
  Array.from({ length: count }, (_, index) => `tenant_${String(index).padStart(2, "0")}`);

async function createTenants(count: number, sketches: Record<string, Sketch>) {
  const { config, cwd, add } = await createMigrations(sketches);
  for (const name of names(count)) await ask(`CREATE SCHEMA ${name}`);
  const options = { config: { ...config, tenants: { schemas: "tenant_*" } }, cwd, url: database.url };
  return { options, add };
}

/** Tables by schema, without Varve's own. */
async function tables(): Promise<Record<string, string[]>> {
  const rows = await ask(
    `SELECT nspname, array_agg(relname::text ORDER BY relname) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
     WHERE relkind = 'r' AND nspname !~ '^(pg_|information_schema)' AND relname !~ '^varve_' GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(rows);
}

const each = <T>(schemas: readonly string[], value: T) =>
  Object.fromEntries(schemas.map((name) => [name, value]));

describe("tenants", () => {
  it("are migrated each by itself: one that fails stops no other, and the next run goes on", async () => {
    const { options } = await createTenants(10, chain("a", "b", "c"));
    await ask("CREATE TABLE tenant_04.b (by_hand int); CREATE TABLE public.a (other int)");
    const first = await upgrade(options);
    expect(first).toMatchObject({ ok: false, heads: ["a", "c"] });
    expect(first.schemas?.map(({ schema }) => schema)).toEqual(names(10));
    expect(first.schemas?.filter(({ ok }) => !ok)).toEqual([
      {
        schema: "tenant_04",
        ok: false,
        steps: [{ id: "a", direction: "up", ms: expect.any(Number) }],
        heads: ["a"],
        error: expect.objectContaining({
          code: "MIGRATION_FAILED",
          message: expect.stringContaining("make b"),
        }),
      },
    ]);
    expect(first.schemas?.[5]).toMatchObject({
      ok: true,
      steps: ["a", "b", "c"].map((id) => ({ id, direction: "up" })),
      heads: ["c"],
    });
    await ask("DROP TABLE tenant_04.b");
    const second = await upgrade(options);
    expect(second).toMatchObject({ ok: true, heads: ["c"] });
    expect(second.steps.map(({ id }) => id)).toEqual(["b", "c"]);
    expect(await tables()).toEqual({ public: ["a"], ...each(names(10), ["a", "b", "c"]) });
    expect(
      await ask("SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"),
    ).toEqual([["other"]]);
    expect(await ask("SELECT nspname FROM pg_namespace WHERE nspname = 'varve'")).toEqual([]);
    const down = await downgrade({ ...options, target: "a", schema: ["tenant_00", "tenant_01"] });
    expect(down.schemas?.map(({ schema, heads }) => [schema, heads])).toEqual([
      ["tenant_00", ["a"]],
      ["tenant_01", ["a"]],
    ]);
  });

  it("are applied once by two runners at once", async () => {
    const { options } = await createTenants(10, chain("a", "b", "c", "d"));
    const runs = await Promise.all([upgrade(options), upgrade(options)]);
    expect(runs.map(({ ok }) => ok)).toEqual([true, true]);
    for (const name of names(10)) {
      expect(
        await ask(
          `SELECT string_agg(revision, '' ORDER BY id) FROM ${name}.varve_history WHERE finished_at IS NOT NULL`,
        ),
      ).toEqual([["abcd"]]);
    }
  });

  it("mean their own objects in every kind of step", async () => {
    const { options } = await createTenants(2, {
      a: {
        up: [
          "sql`CREATE TABLE t (id int PRIMARY KEY, v int)`",
          "sql`INSERT INTO t SELECT i, i FROM generate_series(1, 30) i`",
          "sql`SET search_path = public`",
        ],
        down: ["sql`DROP TABLE t`"],
      },
      b: {
        revises: ["a"],
        preflight: [{ message: "v is null", sql: "SELECT id FROM t WHERE v IS NULL", hint: "set it" }],
        up: [
          "sql`CREATE INDEX CONCURRENTLY t_v ON t (v)`",
          "sql`SET search_path = public`",
          'backfill({ table: "t", set: { v: "v + 1" }, batchSize: 7 })',
          'run(async ({ client }) => { await client.query("DELETE FROM t WHERE id = 1"); })',
          "sql`DROP INDEX CONCURRENTLY t_v`",
          "sql`CREATE INDEX CONCURRENTLY t_v2 ON t (v)`",
        ],
        down: ["sql`DROP INDEX CONCURRENTLY t_v2`"],
      },
    });
    await ask("CREATE TABLE public.t (id int PRIMARY KEY, v int); INSERT INTO public.t VALUES (1, NULL)");
    expect(await upgrade(options)).toMatchObject({ ok: true, heads: ["b"] });
    for (const name of names(2)) {
      expect(await ask(`SELECT count(*)::int, sum(v)::int FROM ${name}.t`)).toEqual([[29, 493]]);
    }
    expect(await ask("SELECT * FROM public.t")).toEqual([[1, null]]);
    const indexes = "SELECT schemaname FROM pg_indexes WHERE indexname = 't_v2' ORDER BY 1";
    expect((await ask(indexes)).flat()).toEqual(names(2));
    expect(await downgrade({ ...options, target: "base", jobs: 1 })).toMatchObject({ ok: true, heads: [] });
    expect(await tables()).toEqual({ public: ["t"] });
  });

  it("are chosen by patterns, and made when that is asked for", async () => {
    const { options } = await createTenants(3, chain("a"));
    await ask("CREATE SCHEMA shared");
    const chosen = async (schema: string | string[], more = {}) =>
      (await upgrade({ ...options, schema, dryRun: true, ...more })).schemas?.map((each) => each.schema);
    expect(await chosen("tenant_*1")).toEqual(["tenant_01"]);
    expect(await chosen(["tenant_02", "tenant_0*"])).toEqual(names(3));
    await expect(chosen("shared")).rejects.toMatchObject({ code: "TENANT_UNKNOWN" });
    const all = { ...options, config: { ...options.config, tenants: { schemas: "*" } }, dryRun: true };
    for (const schema of ["public", "varve", "pg_new", "information_schema"])
      await expect(upgrade({ ...all, schema, create: true })).rejects.toMatchObject({
        code: "TENANT_UNKNOWN",
      });
    await expect(history({ ...options, schema: "tenant_O1" })).rejects.toMatchObject({
      code: "TENANT_UNKNOWN",
    });
    await expect(chosen("tenat_*")).rejects.toMatchObject({ code: "TENANT_UNKNOWN" });
    await expect(chosen("tenant_new")).rejects.toMatchObject({
      code: "TENANT_UNKNOWN",
      hint: expect.stringContaining("--create"),
    });
    expect(await chosen("tenant_new", { create: true })).toEqual(["tenant_new"]);
    expect(await tables()).toEqual({});
    expect(await upgrade({ ...options, schema: ["tenant_new"], create: true })).toMatchObject({ ok: true });
    expect(await tables()).toEqual({ tenant_new: ["a"] });
    const plain = { config: { models: "x", migrations: "." }, cwd: options.cwd, url: database.url };
    await expect(upgrade({ ...plain, schema: "tenant_01" })).rejects.toMatchObject({ code: "USAGE" });
  });

  it("wait for nothing when one has failed and that is asked for", async () => {
    const { options } = await createTenants(4, chain("a"));
    await ask("CREATE TABLE tenant_01.a ()");
    const { ok, schemas } = await upgrade({ ...options, jobs: 1, failFast: true });
    expect([ok, schemas?.map((each) => [each.ok, each.skipped])]).toEqual([
      false,
      [
        [true, undefined],
        [false, undefined],
        [false, true],
        [false, true],
      ],
    ]);
    expect(await tables()).toEqual({ tenant_00: ["a"], tenant_01: ["a"] });
    for (const jobs of [0, -3, Number.NaN, 1.5])
      await expect(upgrade({ ...options, jobs })).rejects.toMatchObject({ code: "USAGE" });
  });

  it("are missed where no schema has a name of theirs", async () => {
    const { options } = await createTenants(1, chain("a"));
    const warnings: string[] = [];
    const onEvent = (event: { type: string; message: string }) =>
      void (event.type === "warning" && warnings.push(event.message));
    const config = { ...options.config, tenants: { schemas: "tennant_*" } };
    expect(await upgrade({ ...options, config, onEvent })).toMatchObject({ ok: true, schemas: [] });
    expect(warnings).toEqual([expect.stringContaining("tennant_*")]);
  });

  it("tell where they are, unless nobody may ask them", async () => {
    const { options } = await createTenants(2, chain("a", "b"));
    await upgrade({ ...options, target: "a" });
    await ask("ALTER TABLE tenant_01.varve_heads RENAME revision TO other");
    const { schemas } = await upgrade(options);
    expect(schemas?.map(({ ok, heads }) => [ok, heads])).toEqual([
      [true, ["b"]],
      [false, undefined],
    ]);
  });

  it("show no password of the URL in what they say of errors", async () => {
    const password = decodeURIComponent(new URL(database.url).password);
    const { options } = await createTenants(1, {
      a: { up: [`sql\`DO $$ BEGIN RAISE EXCEPTION 'not ${password}'; END $$\``] },
    });
    const said = JSON.stringify((await upgrade(options)).schemas);
    expect(password).not.toBe("");
    expect(said).toContain("not ***");
    expect(said).not.toContain(password);
  });

  it("are asked before a branch is moved, and one by one where a target counts from them", async () => {
    const { options } = await createTenants(2, {
      ...chain("a", "b"),
      c: { revises: ["a"] },
    });
    await upgrade({ ...options, target: "b", schema: "tenant_00" });
    await upgrade({ ...options, target: "c", schema: "tenant_01" });
    await expect(rebase({ ...options, target: "c", onto: "b" })).rejects.toMatchObject({
      code: "REBASE_IMPOSSIBLE",
      details: { applied: ["c"] },
    });
    await downgrade({ ...options, target: "a", schema: "tenant_01" });
    const { revisions } = await show({ ...options, target: "current", schema: "tenant_01" });
    expect(revisions.map(({ id }) => id)).toEqual(["a"]);
    // None has it any more; only the file stands in the way.
    await expect(rebase({ ...options, target: "c", onto: "b" })).rejects.toMatchObject({
      code: "REVISION_NOT_REWRITABLE",
    });
  });

  it("take their state with them when they are dropped or renamed", async () => {
    const { options } = await createTenants(2, chain("a", "b"));
    await upgrade(options);
    await ask(
      "DROP SCHEMA tenant_00 CASCADE; CREATE SCHEMA tenant_00; ALTER SCHEMA tenant_01 RENAME TO tenant_moved",
    );
    const { schemas } = await upgrade(options);
    expect(schemas?.map(({ schema, steps }) => [schema, steps.length])).toEqual([
      ["tenant_00", 2],
      ["tenant_moved", 0],
    ]);
  });

  it("are looked at, stamped, and have edits accepted one by one or together", async () => {
    const { options, add } = await createTenants(2, chain("a", "b"));
    await upgrade({ ...options, schema: "tenant_00" });
    await stamp({ ...options, targets: ["a"], schema: "tenant_01" });
    const { schemas } = await current({ ...options, checkHeads: true });
    expect(schemas?.map(({ ok, revisions }) => [ok, revisions.map(({ id }) => id)])).toEqual([
      [true, ["b"]],
      [false, ["a"]],
    ]);
    const applied = async (schema?: string) =>
      (await history({ ...options, schema })).revisions.map((each) => each.applied);
    expect([await applied("tenant_00"), await applied("tenant_01"), await applied()]).toEqual([
      [true, true],
      [false, true],
      [null, null],
    ]);
    await add("a", { up: ["sql`CREATE TABLE a (id bigint)`"], down: ["sql`DROP TABLE a`"] });
    expect((await upgrade(options)).schemas?.map(({ error }) => error?.code)).toEqual([
      "REVISION_EDITED",
      "REVISION_EDITED",
    ]);
    const accept = (schema?: string) => acceptEdit({ ...options, target: "a", reason: "meant", schema });
    expect(await accept("tenant_00")).toMatchObject({ ok: true });
    const accepted = await accept();
    expect(accepted.schemas?.map((each) => [each.ok, each.accepted])).toEqual([
      [true, false],
      [true, true],
    ]);
    await expect(accept()).rejects.toMatchObject({ code: "NOTHING_TO_ACCEPT" });
    expect(await upgrade(options)).toMatchObject({ ok: true, heads: ["b"] });
  });

  it("are migrated over a pool, but for what runs outside of transactions", async () => {
    const { options, add } = await createTenants(3, {
      a: {
        up: ["sql`CREATE TABLE t (id int PRIMARY KEY)`", 'backfill({ table: "t", set: { other: "1" } })'],
      },
    });
    await add("a", {
      up: ["sql`CREATE TABLE t (id int PRIMARY KEY, v int)`", 'backfill({ table: "t", set: { v: "1" } })'],
    });
    await add("b", {
      revises: ["a"],
      preflight: [{ message: "v", sql: "SELECT id FROM t WHERE v = 7", hint: "mend" }],
      up: ["sql`CREATE INDEX CONCURRENTLY ON t (v)`"],
    });
    const pool = new pg.Pool({ connectionString: database.url, max: 4 });
    const { config, cwd } = options;
    const { schemas } = await upgrade({ config, cwd, pool });
    expect(schemas?.map(({ heads, error }) => [heads, error?.code])).toEqual(
      names(3).map(() => [["a"], "TENANT_NEEDS_SESSION"]),
    );
    const { rows } = await pool.query("SHOW search_path");
    expect(rows).toEqual([{ search_path: '"$user", public' }]);
    await pool.end();
    expect(await upgrade(options)).toMatchObject({ ok: true, heads: ["b"] });
  });

  it("have a script each", async () => {
    const { options } = await createTenants(2, {
      a: { up: ["sql`CREATE TABLE t (id int)`"], down: ["sql`DROP TABLE t`"] },
    });
    await expect(upgrade({ ...options, sql: true })).rejects.toMatchObject({ code: "USAGE" });
    const { sql = "" } = await upgrade({ ...options, sql: true, schema: "tenant_01" });
    await ask(sql.replace(/^\\.*$/m, ""));
    expect(await tables()).toEqual({ tenant_01: ["t"] });
    expect(await current({ ...options, schema: "tenant_01" })).toMatchObject({
      schemas: [{ schema: "tenant_01", revisions: [{ id: "a", head: true }] }],
    });
  });
});
