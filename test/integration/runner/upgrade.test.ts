import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { stamp } from "../../../src/commands/stamp.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { chain, createMigrations, query } from "../../support/migrations.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const ids = (document: { steps: readonly { id: string }[] }) => document.steps.map(({ id }) => id);
const tables = async () =>
  (
    await query(
      database.url,
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    )
  ).flat();

describe("upgrade and downgrade", () => {
  it("apply a chain and take it back, each revision with its row of history", async () => {
    const { config, cwd } = await createMigrations(chain("a", "b", "c"));
    const options = { config, cwd, url: database.url };
    const up = await upgrade(options);
    expect(up).toEqual({
      ok: true,
      steps: ["a", "b", "c"].map((id) => ({ id, direction: "up", ms: expect.any(Number) })),
      heads: ["c"],
    });
    expect(await tables()).toEqual(["a", "b", "c"]);
    expect(await upgrade(options)).toEqual({ ok: true, steps: [], heads: ["c"] });
    const down = await downgrade({ ...options, target: "-2" });
    expect(down).toMatchObject({
      steps: [
        { id: "c", direction: "down" },
        { id: "b", direction: "down" },
      ],
      heads: ["a"],
    });
    expect(await tables()).toEqual(["a"]);
    expect(await downgrade({ ...options, target: "base" })).toMatchObject({ heads: [] });
    expect(
      await query(
        database.url,
        "SELECT revision, direction, sql FROM varve.history WHERE finished_at IS NOT NULL AND duration_ms >= 0 ORDER BY id",
      ),
    ).toEqual([
      ["a", "up", "CREATE TABLE a (id int);"],
      ["b", "up", "CREATE TABLE b (id int);"],
      ["c", "up", "CREATE TABLE c (id int);"],
      ["c", "down", "DROP TABLE c;"],
      ["b", "down", "DROP TABLE b;"],
      ["a", "down", "DROP TABLE a;"],
    ]);
  });

  it("say what they would do, and do nothing", async () => {
    const { config, cwd } = await createMigrations(chain("a", "b"));
    const options = { config, cwd, url: database.url };
    expect(await upgrade({ ...options, dryRun: true })).toEqual({
      ok: true,
      steps: [
        { id: "a", direction: "up" },
        { id: "b", direction: "up" },
      ],
      heads: ["b"],
      dryRun: true,
    });
    expect(await query(database.url, "SELECT nspname FROM pg_namespace WHERE nspname = 'varve'")).toEqual([]);
  });

  it("roll a revision back as a whole when a step fails, and keep those before it", async () => {
    const { config, cwd, add } = await createMigrations(chain("a"));
    await add("b", {
      revises: ["a"],
      up: ["sql`CREATE TABLE b1 (id int)`", "sql`CREATE TABLE b2 (id int,\n  bad nonsense)`"],
    });
    const failing = upgrade({ config, cwd, url: database.url });
    await expect(failing).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringMatching(
        /b \(make b\) failed in step 2 of 2 \(up\): type "nonsense" does not exist[\s\S]*bad nonsense[\s\S]*\^[\s\S]*rolled back/,
      ),
      details: expect.objectContaining({ sqlstate: "42704", revision: "b", step: 2 }),
    });
    expect(await tables()).toEqual(["a"]);
    expect(await query(database.url, "SELECT revision FROM varve.heads")).toEqual([["a"]]);
    await add("b", { revises: ["a"], up: ["sql`CREATE TABLE b1 (id int)`"] });
    expect(ids(await upgrade({ config, cwd, url: database.url }))).toEqual(["b"]);
  });

  it("apply several heads at once, and refuse head when there are several", async () => {
    const { config, cwd, add } = await createMigrations(chain("a", "b"));
    await add("c", { revises: ["a"], up: ["sql`CREATE TABLE c (id int)`"], down: ["sql`DROP TABLE c`"] });
    const options = { config, cwd, url: database.url };
    await expect(upgrade(options)).rejects.toMatchObject({ code: "MULTIPLE_HEADS" });
    expect(await upgrade({ ...options, target: "heads" })).toMatchObject({ heads: ["b", "c"] });
    await expect(downgrade({ ...options, target: "-1" })).rejects.toMatchObject({ code: "MOVE_AMBIGUOUS" });
    expect(await downgrade({ ...options, target: "c@-1" })).toMatchObject({ heads: ["b"] });
  });

  it("refuse an applied revision whose steps changed, not one whose layout changed", async () => {
    const { config, cwd, add } = await createMigrations(chain("a"));
    const options = { config, cwd, url: database.url };
    await upgrade(options);
    await add("a", {
      up: ["sql`\n      CREATE TABLE a (id int)\n    `"],
      down: ["sql`DROP TABLE a`"],
      labels: ["new"],
    });
    expect(await upgrade(options)).toMatchObject({ steps: [] });
    await add("a", { up: ["sql`CREATE TABLE a (id bigint)`"], down: ["sql`DROP TABLE a`"] });
    await expect(upgrade(options)).rejects.toMatchObject({
      code: "REVISION_EDITED",
      message: expect.stringMatching(/- CREATE TABLE a \(id int\)\s+\+ CREATE TABLE a \(id bigint\)/),
    });
  });

  it("refuse a database at a revision that is in no file, until it is stamped", async () => {
    const { config, cwd } = await createMigrations(chain("a", "b"));
    const options = { config, cwd, url: database.url };
    await upgrade(options);
    await query(database.url, "UPDATE varve.heads SET revision = 'gone'");
    await expect(upgrade(options)).rejects.toMatchObject({ code: "UNKNOWN_REVISION_APPLIED" });
    await expect(stamp({ ...options, targets: ["b"] })).rejects.toMatchObject({
      code: "UNKNOWN_REVISION_APPLIED",
    });
    expect(await stamp({ ...options, targets: ["b"], purge: true })).toEqual({
      ok: true,
      steps: [{ id: "b", direction: "stamp" }],
      heads: ["b"],
    });
    expect(await upgrade(options)).toMatchObject({ steps: [] });
  });

  it("never pass over a revision inserted behind an applied one", async () => {
    const { config, cwd, add } = await createMigrations(chain("a", "c"));
    const options = { config, cwd, url: database.url };
    await upgrade(options);
    await add("b", { revises: ["a"], up: ["sql`CREATE TABLE b (id int)`"] });
    await add("c", { ...chain("b", "c").c });
    await expect(upgrade(options)).rejects.toMatchObject({ code: "REVISION_OUT_OF_ORDER" });
    expect(await upgrade({ ...options, target: "heads" })).toMatchObject({
      steps: [{ id: "b" }],
      heads: ["c"],
    });
    expect(await upgrade(options)).toMatchObject({ steps: [] });
  });

  it("look for rows in the way before anything is touched", async () => {
    await query(
      database.url,
      "CREATE TABLE users (id int PRIMARY KEY, email text); INSERT INTO users VALUES (7, NULL), (8, NULL), (9, 'x')",
    );
    const { config, cwd, add } = await createMigrations(chain("a"));
    await add("b", {
      revises: ["a"],
      preflight: [
        {
          message: "users.email is NULL",
          sql: "SELECT id FROM users WHERE email IS NULL ORDER BY id;",
          hint: "Fill it.",
        },
      ],
      up: ["sql`ALTER TABLE users ALTER email SET NOT NULL`"],
    });
    await expect(upgrade({ config, cwd, url: database.url })).rejects.toMatchObject({
      code: "PREFLIGHT_FAILED",
      message: expect.stringMatching(/users\.email is NULL: 2 rows, such as 7/),
      hint: "Fill it.",
    });
    expect(await tables()).toEqual(["users"]);
  });

  it("prepare a preflight, and leave nothing of it", async () => {
    await query(
      database.url,
      "CREATE TABLE days (id int, day text); INSERT INTO days VALUES (7, '2024-02-30')",
    );
    const { config, cwd, add } = await createMigrations(chain("a"));
    const body = "BEGIN PERFORM day::date; RETURN true; EXCEPTION WHEN OTHERS THEN RETURN false; END";
    await add("b", {
      revises: ["a"],
      preflight: [
        {
          message: "days.day is no date",
          prepare: `CREATE SCHEMA asked; CREATE FUNCTION asked.converts(day text) RETURNS boolean LANGUAGE plpgsql AS '${body}'`,
          sql: "SELECT id FROM days WHERE NOT asked.converts(day)",
          hint: "Correct it.",
        },
      ],
      up: ["sql`CREATE SCHEMA asked`", "sql`ALTER TABLE days ALTER day TYPE date USING day::date`"],
    });
    const options = { config, cwd, url: database.url };
    await expect(upgrade(options)).rejects.toMatchObject({
      code: "PREFLIGHT_FAILED",
      message: expect.stringMatching(/days\.day is no date: 1 row, such as 7/),
    });
    await query(database.url, "UPDATE days SET day = '2024-02-29'");
    expect(ids(await upgrade(options))).toEqual(["a", "b"]);
  });

  it("put off a preflight about what an earlier revision makes", async () => {
    const { config, cwd, add } = await createMigrations(chain("a"));
    await add("b", {
      revises: ["a"],
      preflight: [{ message: "a", sql: "SELECT id FROM a", hint: "" }],
      up: ["sql`SELECT 1`"],
    });
    expect(ids(await upgrade({ config, cwd, url: database.url }))).toEqual(["a", "b"]);
  });

  it("give code a session in the transaction of its revision", async () => {
    const { config, cwd, add } = await createMigrations(chain("a"));
    await add("b", {
      revises: ["a"],
      up: [
        "run(async ({ session }) => { await session.execute('INSERT INTO a VALUES (1)'); })",
        "sql`ALTER TABLE a ADD b int`",
      ],
    });
    const options = { config, cwd, url: database.url };
    await upgrade(options);
    expect(await query(database.url, "SELECT id, b FROM a")).toEqual([[1, null]]);
    await add("c", {
      revises: ["b"],
      up: [
        "run(async ({ session }) => { await session.execute('INSERT INTO a VALUES (2)'); throw new Error('no'); })",
      ],
    });
    await expect(upgrade(options)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringMatching(/step 1 of 1 \(up\): no/),
    });
    await add("c", {
      revises: ["b"],
      up: ["run(async ({ session }) => { await session.execute('SELECT 1/0').catch(() => {}); })"],
    });
    await expect(upgrade(options)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringMatching(/division by zero/),
    });
    expect(await query(database.url, "SELECT count(*)::int FROM a")).toEqual([[1]]);
  });

  it("undo everything of a run with one transaction for all", async () => {
    const { config, cwd, add } = await createMigrations(chain("a", "b"));
    await add("c", { revises: ["b"], up: ["sql`CREATE TABLE nonsense`"] });
    const options = { config, cwd, url: database.url, transaction: "all" } as const;
    await expect(upgrade(options)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      details: expect.objectContaining({ revision: "c" }),
    });
    expect(await tables()).toEqual([]);
    expect(ids(await upgrade({ ...options, target: "b" }))).toEqual(["a", "b"]);
  });

  it("need no right to make schemas where Varve's own exists", async () => {
    const { config, cwd } = await createMigrations({ a: { up: ["sql`SELECT 1`"] } });
    const role = `migrator_${Date.now()}`;
    await query(database.url, `CREATE ROLE ${role} LOGIN PASSWORD 'a-long-enough-secret-1'`);
    const url = new URL(database.url);
    url.username = role;
    url.password = "a-long-enough-secret-1";
    const options = { config, cwd, url: url.href };
    await expect(upgrade(options)).rejects.toMatchObject({ code: "STATE_NOT_WRITABLE" });
    await query(database.url, `CREATE SCHEMA varve AUTHORIZATION ${role}`);
    expect(await upgrade(options)).toMatchObject({ heads: ["a"] });
    await query(database.url, `DROP OWNED BY ${role}; DROP ROLE ${role}`).catch(() => {});
  });

  it("leave the settings of one revision behind before the next", async () => {
    const { config, cwd, add } = await createMigrations({
      a: { up: ["sql`CREATE SCHEMA other; SET search_path = other`"] },
    });
    await add("b", { revises: ["a"], up: ["sql`CREATE TABLE b (id int)`"] });
    await upgrade({ config, cwd, url: database.url });
    expect(await tables()).toEqual(["b"]);
  });
});
