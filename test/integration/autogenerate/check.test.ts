import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { diff } from "../../../src/commands/diff.ts";
import { stamp } from "../../../src/commands/stamp.ts";
import { createTestDatabase } from "../../support/database.ts";
import { createModelProject, openModelProject, plainSql } from "../../support/model-project.ts";
import { createRole } from "../../support/role.ts";

const users = `export const users = pgTable("users", { id: integer().primaryKey(), email: text().notNull() });`;
const usersAndPosts = `${users}
export const posts = pgTable("posts", { id: integer().primaryKey() });`;

const inSync = { ok: true, differences: [], pending: [], edited: [] };

async function createDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database;
}

describe("check", () => {
  it("needs no scratch database while nobody but revisions changed the database", async () => {
    const database = await createDatabase();
    const role = await createRole(database);
    const scratch = await createDatabase();
    const project = openModelProject(role.url, { scratch: scratch.url });
    await project.evolve(users);
    await project.evolve(usersAndPosts);

    const withoutScratch = project.on(role.url, { scratch: undefined });
    expect(await withoutScratch.check()).toMatchObject(inSync);
    expect(await withoutScratch.revise()).toMatchObject({ id: null });
    await project.downgrade("-1");
    project.models(users);
    expect(await withoutScratch.check()).toMatchObject({
      ok: false,
      differences: [],
      pending: [expect.any(String)],
    });
    await project.sql("CREATE TABLE posts (id int)");
    await expect(withoutScratch.check()).rejects.toMatchObject({ code: "SCRATCH_NOT_ALLOWED" });
    expect(await project.check()).toMatchObject({
      ok: false,
      differences: [{ action: "drop", kind: "table", name: "posts" }],
    });
  });

  it("leaves alone how a table is stored and replicated, of which Drizzle's models can't speak, and says so", async () => {
    const project = await createModelProject();
    await project.evolve(users);
    await project.sql("ALTER TABLE users REPLICA IDENTITY FULL");
    await project.sql("ALTER TABLE users SET (autovacuum_vacuum_scale_factor = 0.01)");
    await project.sql("ALTER TABLE users SET UNLOGGED");

    expect(await project.check()).toMatchObject({
      ...inSync,
      notCompared: ["storage parameters", "unlogged", "replica identity"].map((kind) => ({
        kind,
        name: "users",
      })),
    });
    expect((await project.evolve(usersAndPosts)).changes).toEqual([
      { action: "create", kind: "table", name: "posts" },
    ]);
    expect(await project.on(project.url, { manage: ["physical"] }).check()).toMatchObject({
      ok: false,
      notCompared: [],
    });
  });

  it("plans beside what a table is replicated by", async () => {
    const model = (more: string) =>
      `export const codes = pgTable("codes", { id: integer().primaryKey(), code: text()${more} }, (t) => [uniqueIndex("by_code").on(t.code)]);`;
    const project = await createModelProject();
    await project.evolve(model(".notNull()"));
    await project.sql("ALTER TABLE codes REPLICA IDENTITY USING INDEX by_code");

    const { up } = await project.evolve(model(""));
    expect(plainSql(up)).toEqual([
      "ALTER TABLE codes REPLICA IDENTITY DEFAULT",
      "ALTER TABLE codes ALTER COLUMN code DROP NOT NULL",
    ]);
    expect(await project.downgrade("-1")).toMatchObject({ ok: true });
  });

  it("is quick again once a stamp was proven, and not before", async () => {
    const database = await createDatabase();
    const role = await createRole(database);
    const scratch = await createDatabase();
    const project = openModelProject(role.url, { scratch: scratch.url });
    await project.evolve(users);
    await project.sql("DROP SCHEMA varve CASCADE");
    const record = (target: string, prove: boolean) =>
      stamp({ ...project.options, targets: [target], prove });
    const withoutScratch = project.on(role.url, { scratch: undefined });

    await record("head", false);
    await expect(withoutScratch.check()).rejects.toMatchObject({ code: "SCRATCH_NOT_ALLOWED" });
    expect(await record("current", true)).toMatchObject({ ok: true, steps: [] });
    expect(await withoutScratch.check()).toMatchObject(inSync);
    await project.evolve(usersAndPosts);
    expect(await withoutScratch.check()).toMatchObject(inSync);

    await project.sql("DROP SCHEMA varve CASCADE; CREATE FUNCTION extra() RETURNS int LANGUAGE sql RETURN 1");
    await expect(record("head", true)).rejects.toMatchObject({
      code: "STAMP_NOT_PROVEN",
      details: { differences: [{ action: "drop", kind: "function" }] },
    });
    await project.sql("DROP FUNCTION extra()");
    await record("head", true);
    expect(await withoutScratch.check()).toMatchObject(inSync);
  });

  it("is in sync again when the drift is taken back", async () => {
    const project = await createModelProject();
    await project.evolve(users);
    await project.sql("ALTER TABLE users ALTER email DROP NOT NULL");
    expect(await project.check()).toMatchObject({
      ok: false,
      differences: [
        {
          action: "alter",
          kind: "column",
          name: "email",
          table: "users",
          attribute: "notNull",
          from: false,
          to: true,
        },
      ],
    });
    await project.sql(
      "ALTER TABLE users ALTER email SET NOT NULL; INSERT INTO users VALUES (1, 'x'); ANALYZE users",
    );
    expect(await project.check()).toMatchObject(inSync);
  });

  it("says what is pending, how many heads there are, and which applied files were edited", async () => {
    const project = await createModelProject();
    const first = await project.evolve(users);
    const left = await project.revise({ empty: true, message: "left" });
    const right = await project.revise({
      empty: true,
      message: "right",
      head: String(first.id),
      splice: true,
    });
    const file = String(first.file);
    writeFileSync(
      file,
      project.revisions()[path.basename(file)]?.replace("text NOT NULL", "varchar NOT NULL") ?? "",
    );
    const found = await project.check();
    expect(found).toMatchObject({ ok: false, edited: [first.id], differences: [] });
    expect([...found.heads].sort()).toEqual([left.id, right.id].sort());
    expect([...found.pending].sort()).toEqual([left.id, right.id].sort());
  });

  it("is in sync for an empty project, and says what the models need before the first revision", async () => {
    const project = await createModelProject();
    project.models(users);
    expect(await project.check()).toEqual({
      ok: false,
      pending: [],
      heads: [],
      overlaps: [],
      edited: [],
      differences: [{ action: "create", kind: "table", name: "users" }],
      notCompared: [],
    });
    expect(await project.sql("SELECT FROM pg_namespace WHERE nspname = 'varve'")).toEqual([]);
  });
});

describe("a revision whose models are taken for reached", () => {
  it("is not trusted when it was edited before it was applied", async () => {
    const project = await createModelProject();
    project.models(users);
    const { file } = await project.revise();
    const text = project.revisions()[path.basename(String(file))] ?? "";
    writeFileSync(String(file), text.replace('"email" text', '"email" varchar'));
    await project.upgrade();
    expect(await project.check()).toMatchObject({ ok: false, edited: [], differences: [{ name: "email" }] });
  });

  it("is not trusted when one before it was edited", async () => {
    const project = await createModelProject();
    const first = await project.evolve(users);
    await project.evolve(usersAndPosts);
    const text = project.revisions()[path.basename(String(first.file))] ?? "";
    writeFileSync(String(first.file), text.replace('"email" text', '"email" varchar'));
    const other = project.on((await createDatabase()).url);
    await other.upgrade();
    expect(await other.check()).toMatchObject({ ok: false, edited: [], differences: [{ name: "email" }] });
  });

  it("is not trusted when it was made from a database that somebody else had changed", async () => {
    const project = await createModelProject();
    await project.evolve(users);
    await project.sql("ALTER TABLE users ADD COLUMN age integer");
    // The new column is there already, so the revision holds the table alone.
    await project.evolve(usersAndPosts.replace("email:", "age: integer(), email:"));
    const other = project.on((await createDatabase()).url);
    await other.upgrade();
    expect(await other.check()).toMatchObject({
      ok: false,
      differences: [{ action: "create", kind: "column", name: "age", table: "users" }],
    });
  });

  it("is not trusted when something else is to be compared than what was", async () => {
    const project = await createModelProject();
    await project.sql("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    const { file } = await project.revise({ empty: true });
    writeFileSync(
      String(file),
      (project.revisions()[path.basename(String(file))] ?? "").replace(
        "// sql`…`",
        "sql`CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1'`",
      ),
    );
    await project.sql("DROP FUNCTION f()");
    await project.upgrade();
    await project.evolve(users);
    await project.evolve(usersAndPosts);
    expect(await project.on(project.url, { manage: ["function"] }).check()).toMatchObject({
      ok: false,
      differences: [{ action: "drop", kind: "function", name: "g()" }],
    });
    expect(await project.on(project.url, { exclude: ["posts"] }).check()).toMatchObject(inSync);
    expect(await project.on(project.url, { exclude: ["users", "posts"] }).check()).toMatchObject(inSync);
  });
});

describe("what is compared", () => {
  it("leaves alone, names and keeps what no model declares", async () => {
    const project = await createModelProject();
    await project.evolve(users);
    await project.sql(`
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
      CREATE EXTENSION pg_trgm; CREATE DOMAIN email AS text CHECK (VALUE ~ '@'); CREATE TYPE pair AS (a int, b int);
      COMMENT ON TABLE users IS 'people'; GRANT SELECT ON users TO PUBLIC;`);
    const notCompared = expect.arrayContaining([
      { kind: "function", name: "touch()" },
      { kind: "trigger", name: "users.touched" },
      { kind: "extension", name: "pg_trgm" },
      { kind: "domain", name: "email" },
      { kind: "comment", name: "users" },
    ]);
    const found = await project.check();
    expect(found).toMatchObject({ ...inSync, notCompared });
    expect(found.notCompared.filter(({ name }) => /similarity|gtrgm/.test(name))).toEqual([]);
    expect(await diff({ ...project.options, to: "models" })).toMatchObject({
      ok: true,
      up: [],
      down: [],
      notCompared,
    });

    const { changes } = await project.evolve(usersAndPosts);
    expect(changes).toEqual([{ action: "create", kind: "table", name: "posts" }]);
    await project.downgrade("base");
    expect(await project.sql("SELECT proname FROM pg_proc WHERE proname = 'touch'")).toHaveLength(1);
    expect(await project.sql("SELECT extname FROM pg_extension WHERE extname = 'pg_trgm'")).toHaveLength(1);
  });

  it("takes in a kind that manage names", async () => {
    const project = await createModelProject();
    await project.evolve(users);
    await project.sql(
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON TABLE users IS 'people'",
    );
    const managing = project.on(project.url, { manage: ["functions", "comment"] });
    expect(await managing.check()).toMatchObject({
      ok: false,
      differences: expect.arrayContaining([
        { action: "drop", kind: "function", name: "f()" },
        { action: "drop", kind: "comment", name: "users" },
      ]),
      notCompared: [],
    });
    await expect(project.on(project.url, { manage: ["fonction"] }).check()).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      hint: expect.stringContaining('"function"'),
    });
  });

  it("never takes in Varve's own schema, whatever its name", async () => {
    const project = await createModelProject({
      stateSchema: "deep layers",
      manage: ["comment", "grant", "owner"],
    });
    await project.evolve(users);
    await project.sql("COMMENT ON TABLE users IS 'x'");
    const shown = JSON.stringify([
      await project.check(),
      await diff({ ...project.options, from: project.url, to: (await createDatabase()).url }),
    ]);
    expect(shown).toContain("users");
    expect(shown).not.toContain("deep layers");
    expect(await project.sql('SELECT count(*)::int FROM "deep layers".heads')).toEqual([[1]]);
  });

  it("is narrowed by include and exclude", async () => {
    const project = await createModelProject({ exclude: ["tmp_*", "legacy.*", "counted"] });
    await project.sql(
      "CREATE TABLE tmp_a (id int); CREATE TABLE counted (id serial); CREATE SCHEMA legacy; CREATE TABLE legacy.old (id int); CREATE TABLE posts (id int)",
    );
    project.models(users);
    const { differences } = await project.check();
    expect(differences).toEqual(
      expect.arrayContaining([
        { action: "create", kind: "table", name: "users" },
        { action: "drop", kind: "table", name: "posts" },
      ]),
    );
    expect(differences.map(({ name }) => name)).not.toContain("counted_id_seq");
    const narrow = project.on(project.url, { include: ["public.users"] });
    expect((await narrow.check()).differences).toEqual([{ action: "create", kind: "table", name: "users" }]);
    await narrow.revise();
    await narrow.upgrade();
    expect(await narrow.check()).toMatchObject(inSync);
    expect(
      (
        await project.sql(
          "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(tmp_a|old|posts|users)$'",
        )
      )
        .flat()
        .sort(),
    ).toEqual(["old", "posts", "tmp_a", "users"]);
  });
});

it("knows what is applied where the database writes dates in a style of its own", async () => {
  const project = await createModelProject();
  await project.sql(
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET DateStyle TO German', current_database()); END $$",
  );
  await project.evolve(users);
  expect(await project.revise()).toMatchObject({ id: null });
});

it("compares what is meant, however the database's settings write it", async () => {
  const project = await createModelProject();
  const settings = [
    "TimeZone TO 'Asia/Tokyo'",
    "DateStyle TO 'SQL, DMY'",
    "IntervalStyle TO iso_8601",
    "extra_float_digits TO 0",
    "bytea_output TO escape",
    "quote_all_identifiers TO on",
  ];
  for (const setting of settings) {
    const text = `ALTER DATABASE %I SET ${setting}`.replaceAll("'", "''");
    await project.sql(`DO $$ BEGIN EXECUTE format('${text}', current_database()); END $$`);
  }
  await project.evolve(`export const t = pgTable("t", {
      id: integer().primaryKey(), day: pg.date().default("2024-02-03"), span: pg.interval().default("1 day 02:03:04"),
      at: timestamp({ withTimezone: true }).default(new Date("2024-01-02T03:04:05Z")), third: pg.real().default(0.1),
      bytes: pg.customType({ dataType: () => "bytea" })().default(Buffer.from([0, 255])),
    }, (t) => [check("recent", sql\`\${t.at} > '2020-01-01 00:00:00+00'\`)]);`);
  expect(await project.revise()).toMatchObject({ id: null });
});

it("a folder that has lost its files is refused", async () => {
  const project = await createModelProject();
  const { id, file } = await project.evolve(users);
  rmSync(String(file));
  await expect(project.check()).rejects.toMatchObject({
    code: "UNKNOWN_REVISION_APPLIED",
    details: { revisions: [id] },
  });
});
