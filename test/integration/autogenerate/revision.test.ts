import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { check } from "../../../src/commands/check.ts";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { createRevision } from "../../../src/commands/revision.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { abandonedScratchDatabases, createTestDatabase, type TestDatabase } from "../../support/database.ts";

// Below the repository, so that the models find drizzle-orm.
const below = path.join(import.meta.dirname, "../../../.varve");

let database: TestDatabase;
let cwd: string;

beforeEach(async () => {
  database = await createTestDatabase();
  await mkdir(below, { recursive: true });
  cwd = await mkdtemp(path.join(below, "test-revision-"));
});

afterEach(async () => {
  await database.drop();
  await rm(cwd, { recursive: true, force: true });
});

const project = () => ({
  cwd,
  url: database.url,
  config: { models: "./models.ts", migrations: "./migrations" },
});

async function models(...lines: string[]) {
  const imports = `import { boolean, integer, pgEnum, pgTable, text } from "drizzle-orm/pg-core";`;
  await writeFile(path.join(cwd, "models.ts"), [imports, ...lines, ""].join("\n"));
}

async function migrate(message: string, options: object = {}) {
  const revision = await createRevision({ ...project(), message, ...options });
  await upgrade(project());
  return revision;
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const users = (columns: string) =>
  `export const users = pgTable("users", { id: integer().primaryKey(), ${columns} });`;

test("a revision leads from the database to the models, and back", async () => {
  await models(users("name: text().notNull()"));
  const first = await migrate("first");
  expect(first).toMatchObject({ ok: true, changes: [{ action: "create", kind: "table", name: "users" }] });
  expect(await readdir(path.join(cwd, "migrations"))).toContain(path.basename(first.file as string));
  expect(await check(project())).toMatchObject({ ok: true, pending: [], differences: [] });
  await downgrade({ ...project(), target: "base" });
  expect(await query("SELECT to_regclass('users') AS users")).toEqual([{ users: null }]);
});

test("nothing to do writes no file", async () => {
  await models(users("name: text()"));
  await migrate("first");
  const again = await createRevision({ ...project(), message: "again" });
  expect(again).toMatchObject({ ok: true, id: null, changes: [] });
  expect(again.file).toBeUndefined();
});

test("the same input gives the same bytes, but for the id and the date", async () => {
  await models(
    users("name: text(), mood: pgEnum('mood', ['a', 'b'])()"),
    "export const flags = pgTable('flags', { on: boolean() });",
  );
  const texts = [];
  for (const _ of [1, 2]) {
    const { file } = await createRevision({ ...project(), message: "first" });
    texts.push((await readFile(file as string, "utf8")).replace(/ {2}(id|createdAt): .*\n/g, ""));
    await rm(path.join(cwd, "migrations"), { recursive: true });
  }
  expect(texts[0]).toBe(texts[1]);
});

test("what may be a rename is refused until somebody says what it is", async () => {
  await models(users("name: text()"));
  await migrate("first");
  await query("INSERT INTO users VALUES (1, 'Ada')");
  await models(users("fullName: text('full_name')"));
  await expect(createRevision({ ...project(), message: "second" })).rejects.toMatchObject({
    code: "RENAME_AMBIGUOUS",
    details: { candidates: ["users.name:users.full_name"] },
  });
  await migrate("second", { rename: ["users.name:users.full_name"] });
  expect(await query("SELECT full_name FROM users")).toEqual([{ full_name: "Ada" }]);
  await downgrade({ ...project(), target: "-1" });
  expect(await query("SELECT name FROM users")).toEqual([{ name: "Ada" }]);
});

test("drop and create is possible, when it is meant", async () => {
  await models(users("name: text()"));
  await migrate("first");
  await models(users("nick: text()"));
  const { hazards } = await migrate("second", { noRenames: true });
  expect(hazards.map(({ code, object }) => `${code} ${object}`)).toContain("DATA_LOSS users.name");
});

test("a change made by hand is drift, and the next revision does not build on it unseen", async () => {
  await models(users("name: text()"));
  await migrate("first");
  await query("ALTER TABLE users ADD CHECK (name <> ''); CREATE INDEX by_name ON users (lower(name))");
  const { ok, differences } = await check(project());
  expect(ok).toBe(false);
  expect(differences).toMatchObject([
    { action: "drop", kind: "check constraint", table: "users" },
    { action: "drop", kind: "index", name: "by_name" },
  ]);
});

test("what nothing manages is named and left alone", async () => {
  await models(users("name: text()"));
  await migrate("first");
  await query(
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON TABLE users IS 'people'",
  );
  const leftAlone = expect.arrayContaining([
    { kind: "function", name: "f()" },
    { kind: "comment", name: "users" },
  ]);
  expect(await check(project())).toMatchObject({ ok: true, notCompared: leftAlone });
  expect(await createRevision({ ...project(), message: "none" })).toMatchObject({
    id: null,
    notCompared: leftAlone,
  });

  await models(users("name: text(), age: integer()"));
  expect(await createRevision({ ...project(), message: "age" })).toMatchObject({ notCompared: leftAlone });
});

test("a model may use a function that only the database has", async () => {
  await query("CREATE FUNCTION next_name() RETURNS text LANGUAGE sql AS $$ SELECT 'n' $$");
  await writeFile(
    path.join(cwd, "models.ts"),
    `import { sql } from "drizzle-orm"; import { pgTable, text } from "drizzle-orm/pg-core";
     export const t = pgTable("t", { name: text().default(sql\`next_name()\`) });`,
  );
  await migrate("first");
  expect(await check(project())).toMatchObject({ ok: true });
  await query("INSERT INTO t DEFAULT VALUES");
  expect(await query("SELECT name FROM t")).toEqual([{ name: "n" }]);
});

test("a model may use what only the database has in a schema of its own and in one of somebody else", async () => {
  await query(`CREATE SCHEMA auth; CREATE TYPE auth.level AS ENUM ('low'); CREATE TABLE auth.users (id int PRIMARY KEY, mail text);
    CREATE FUNCTION auth.uid() RETURNS int LANGUAGE sql AS 'SELECT 1'`);
  const app = (column: string) =>
    writeFile(
      path.join(cwd, "models.ts"),
      `import { sql } from "drizzle-orm"; import { integer, pgPolicy, pgSchema, pgTable } from "drizzle-orm/pg-core";
       const auth = pgSchema("auth");
       const level = auth.enum("level", ["low"]);
       const users = auth.table("users", { id: integer().primaryKey() });
       export const app = pgSchema("app");
       export const profiles = app.table("profiles", { user: integer().references(() => users.id), ${column} },
         (t) => [pgPolicy("own", { using: sql\`auth.uid() = \${t.user}\` })]);
       export const visits = pgTable("visits", { level: level() });`,
    );
  await app("size: integer()");
  await migrate("first");
  await query("CREATE FUNCTION app.size() RETURNS int LANGUAGE sql AS 'SELECT 1'");
  await app("size: integer().default(sql`app.size()`)");
  await migrate("second");

  expect(await check(project())).toMatchObject({ ok: true });
  expect(await query("SELECT id, mail FROM auth.users")).toEqual([]);
});

test("an extension stays in the schema it is in, where nobody declares either", async () => {
  await query('CREATE SCHEMA extensions; CREATE EXTENSION "uuid-ossp" SCHEMA extensions');
  await writeFile(
    path.join(cwd, "models.ts"),
    `import { sql } from "drizzle-orm"; import { pgTable, uuid } from "drizzle-orm/pg-core";
     export const t = pgTable("t", { id: uuid().default(sql\`extensions.uuid_generate_v4()\`), other: uuid().default(sql\`uuid_generate_v4()\`) });`,
  );
  const { changes } = await migrate("first");

  expect(changes.map(({ name }) => name)).toEqual(["t"]);
  expect(await check(project())).toMatchObject({ ok: true });
});

test("nothing of a schema is touched in which only an enum stands that nobody exports", async () => {
  await query("CREATE SCHEMA auth; CREATE TYPE auth.level AS ENUM ('low'); CREATE TABLE auth.users (id int)");
  await writeFile(
    path.join(cwd, "models.ts"),
    `import { pgSchema, pgTable } from "drizzle-orm/pg-core";
     const level = pgSchema("auth").enum("level", ["low"]);
     export const visits = pgTable("visits", { level: level().notNull() });`,
  );
  const { changes } = await migrate("first");

  expect(changes.map(({ name }) => name)).toEqual(["visits"]);
});

test("pending revisions are not generated a second time", async () => {
  await models(users("name: text()"));
  await createRevision({ ...project(), message: "first" });
  await expect(createRevision({ ...project(), message: "second" })).rejects.toMatchObject({
    code: "DATABASE_NOT_AT_HEAD",
  });
});

test("comparing with what the revisions build gives what a live database at head gives", async () => {
  await models(users("name: text()"));
  await migrate("first");
  await models(users("name: text().notNull(), age: integer()"));
  const live = await createRevision({ ...project(), message: "second" });
  await rm(live.file as string);
  await rm(path.join(cwd, "migrations/heads.txt"), { force: true });
  const replayed = await createRevision({ ...project(), message: "second", from: "migrations" });
  expect(replayed.up).toEqual(live.up);
  expect(replayed.down).toEqual(live.down);
});

test("no scratch database is left behind", async () => {
  await models(users("name: text()"));
  await migrate("first");
  await models("export const broken = pgTable('broken', { n: integer().default('x' as never) });");
  await expect(createRevision({ ...project(), message: "second" })).rejects.toThrow();
  expect(await abandonedScratchDatabases()).toEqual([]);
});
