import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isVarveError } from "../../../src/errors.ts";
import { loadModels, type Models } from "../../../src/models/load.ts";
import { createProject, type DrizzleVersion } from "../../support/project.ts";

const imports = `
  import { sql, relations } from "drizzle-orm";
  import { index, integer, pgEnum, pgPolicy, pgRole, pgSchema, pgSequence, pgTable, pgTableCreator, pgView, text, unique } from "drizzle-orm/pg-core";
`;

const load = (root: string, models: readonly string[] = ["models/**/*.ts"], casing?: "snake_case") =>
  loadModels({ root, models, casing });

function loadFiles(files: Record<string, string>, drizzle?: DrizzleVersion): Promise<Models> {
  const texts = Object.entries(files).map(([name, text]) => [`models/${name}`, imports + text]);
  return load(createProject(Object.fromEntries(texts), drizzle));
}

const namesOf = ({ statements }: Models) => statements.map(({ kind, name }) => `${kind} ${name}`);

async function refusalOf(loading: Promise<Models>) {
  const error: unknown = await loading.catch((thrown: unknown) => thrown);
  if (!isVarveError(error)) throw new Error(`no VarveError: ${error}`);
  return error;
}

describe("what is collected", () => {
  test("a model is of the file that declares it, not of one that gathers many", async () => {
    const { statements } = await loadFiles({
      "all.ts": `export * from "./posts"; export * from "./users";`,
      "posts.ts": `export const posts = pgTable("posts", { id: integer() });`,
      "users.ts": `export const users = pgTable("users", { id: integer() });`,
    });

    expect(statements.map(({ name, file }) => `${name} ${path.basename(file)}`)).toEqual([
      "public.posts posts.ts",
      "public.users users.ts",
    ]);
  });

  test("every exported kind, once, in an order PostgreSQL accepts; nothing else", async () => {
    const models = await loadFiles({
      "a.ts": `
        export const mood = pgEnum("mood", ["ok"]);
        export const posts = pgTable("posts", { id: integer().primaryKey(), mood: mood() }, (t) => [index().on(t.mood)]);
        export const names = pgView("names").as((qb) => qb.select().from(posts));
        export const a_summary = pgView("summary").as((qb) => qb.select().from(names));
        export const numbers = pgSequence("numbers");
        export const audit = pgSchema("audit");
        export const log = audit.table("log", { post: integer().references(() => posts.id) });
        export const later = pgPolicy("later", { to: pgRole("r") }).link(log);
        export const everything = { posts }; export const number = 1; export const nothing = null;
        export const postRelations = relations(posts, () => ({}));
        export default posts;`,
      "index.ts": `export * from "./a"; export * as all from "./a";`,
    });

    expect(namesOf(models)).toEqual([
      "schema audit",
      "enum public.mood",
      "sequence public.numbers",
      "table audit.log",
      "table public.posts",
      "index public.posts_mood_index",
      "foreign key audit.log.log_post_posts_id_fk",
      "view public.names",
      "view public.summary",
      "row security audit.log",
      "policy audit.log.later",
    ]);
    expect(models.roles.map(({ sql }) => sql)).toEqual([`CREATE ROLE "r"`]);
    expect(models.kinds).toEqual(new Set());
  });

  test("what tables need without being exported: enums, schemas, tables they refer to", async () => {
    const models = await loadFiles({
      "a.ts": `
        const hidden = pgSchema("hidden");
        const state = hidden.enum("state", ["on"]);
        const parents = pgTable("parents", { id: integer().primaryKey() });
        export const children = hidden.table("children", { state: state().array(), parent: integer().references(() => parents.id) });`,
    });

    expect(namesOf(models)).toEqual([
      "schema hidden",
      "enum hidden.state",
      "table hidden.children",
      "table public.parents",
      "foreign key hidden.children.children_parent_parents_id_fk",
    ]);
    expect(models.existing).toEqual([]);
  });

  test("tables of somebody else's schema and existing views stand in, without indexes and policies, and are told", async () => {
    const models = await loadFiles({
      "a.ts": `
        const others = pgTable("not_reached", { id: integer().primaryKey() });
        const users = pgSchema("auth").table("users", { id: integer().primaryKey(), other: integer().references(() => others.id) },
          (t) => [index().on(t.other), pgPolicy("p")]);
        const elsewhere = pgView("elsewhere", { id: integer() }).existing();
        export const unused = pgView("unused", { id: integer() }).existing();
        export const profiles = pgTable("profiles", { user: integer().references(() => users.id) });
        export const view = pgView("v").as((qb) => qb.select().from(elsewhere));
        export const own = pgPolicy("own", { using: sql\`true\` }).link(users);`,
    });

    expect(namesOf(models)).toEqual([
      "schema auth",
      "table public.profiles",
      "table auth.users",
      "foreign key public.profiles.profiles_user_users_id_fk",
      "view public.elsewhere",
      "view public.v",
      "policy auth.users.own",
    ]);
    expect(models.existing).toEqual(["public.unused", "auth.*", "public.elsewhere"]);
  });

  test("an enum, and a view, of a schema in which nothing is exported are somebody else's", async () => {
    const models = await loadFiles({
      "a.ts": `
        const level = pgSchema("auth").enum("level", ["low"]);
        export const sessions = pgTable("sessions", { id: integer(), level: level() });
        export const jobs = pgSchema("jobs").view("running", { id: integer() }).existing();
        const reported = pgSchema("reports").view("reported").as((qb) => qb.select().from(sessions));
        export const view = pgView("v").as((qb) => qb.select().from(reported));`,
    });

    expect(models.existing).toEqual(["jobs.*", "auth.*", "reports.*"]);
    expect(namesOf(models)).toEqual([
      "schema auth",
      "schema reports",
      "enum auth.level",
      "table public.sessions",
      "view reports.reported",
      "view public.v",
    ]);
  });

  test("everything of a schema that is said to exist, exported or not, in Drizzle 1.0", async () => {
    const models = await loadFiles(
      {
        "a.ts": `
          export const auth = pgSchema("auth").existing();
          export const level = auth.enum("level", ["low"]);
          export const users = auth.table("users", { id: integer().primaryKey(), level: level() }, (t) => [index().on(t.level)]);
          export const profiles = pgTable("profiles", { user: integer().references(() => users.id) });`,
      },
      "1.0",
    );

    expect(models.existing).toEqual(["auth.*"]);
    expect(namesOf(models)).toEqual([
      "schema auth",
      "enum auth.level",
      "table public.profiles",
      "table auth.users",
      "foreign key public.profiles.profiles_user_users_id_fk",
    ]);
  });

  test("tables that a creator names, within a default export, and one key said twice once", async () => {
    const models = await loadFiles({
      "a.ts": `
        import { foreignKey, unique } from "drizzle-orm/pg-core";
        const table = pgTableCreator((name) => "app_" + name);
        const users = table("users", { id: integer().primaryKey() });
        const posts = table("posts", { by: integer().references(() => users.id) },
          (t) => [foreignKey({ columns: [t.by], foreignColumns: [users.id] }).onDelete("cascade")]);
        const names = table("names", { name: text().unique() }, (t) => [unique().on(t.name)]);
        export default { users, posts, names };`,
    });

    expect(namesOf(models)).toEqual([
      "table public.app_users",
      "table public.app_posts",
      "table public.app_names",
      "foreign key public.app_posts.app_posts_by_app_users_id_fk",
    ]);
    expect(models.statements.at(-1)?.sql).toMatch(/ON DELETE CASCADE$/);
  });

  test("declarations of varve/models, and the kinds they are of", async () => {
    const models = await loadFiles({
      "a.ts": `
        import { comment, partition, partitionBy, pgDomain, pgExtension, pgFunction, pgProcedure, pgTrigger } from "varve/models";
        export const trgm = pgExtension("pg_trgm");
        export const email = pgDomain("email", { type: "text" });
        export const touch = pgProcedure("touch", { body: "SELECT 1" });
        export const users = pgTable("users", { id: integer(), email: email() });
        export const byId = partitionBy(users, { range: [users.id] });
        export const first = partition(users, "users_1", { from: [1], to: [2] });
        export const about = comment(users, "People");`,
    });

    expect(namesOf(models)).toEqual([
      "extension pg_trgm",
      "domain public.email",
      "procedure public.touch()",
      "table public.users",
      "partition public.users_1",
      `comment TABLE "public"."users"`,
    ]);
    expect(models.kinds).toEqual(new Set(["extension", "domain", "function", "comment"]));
  });

  test("the statements of .sql files, with what each wants of the session", async () => {
    const root = createProject({
      "models/b.sql": [
        "\\restrict x",
        "-- first",
        "SET search_path = audit, public;",
        "BEGIN;",
        "  CREATE TABLE é (id int); -- ;",
        "CREATE VIEW v AS SELECT ';';",
        "COMMIT;",
        "RESET ALL;",
        "CREATE TABLE plain (id int)",
        "\\unrestrict x",
      ].join("\n"),
      "models/broken.sql": "CREATE TABEL x ();",
    });
    const { statements, kinds } = await load(root, ["models/*.sql"]);

    expect(statements.map(({ sql, line, session }) => ({ sql, line, session }))).toEqual([
      { sql: "CREATE TABLE é (id int)", line: 5, session: "SET search_path = audit, public;\n" },
      {
        sql: "CREATE VIEW v AS SELECT ';'",
        line: 6,
        session: "SET search_path = audit, public;\n",
      },
      { sql: "CREATE TABLE plain (id int)", line: 9, session: undefined },
      { sql: "CREATE TABEL x ();", line: 1, session: undefined },
    ]);
    expect(kinds).toEqual(new Set(["sql"]));
  });
});

describe("the hash", () => {
  const tables = `export const a = pgTable("a", { id: integer() });\nexport const b = pgTable("b", { id: integer() });`;

  test("is the same for the same models, however they are spread over files and written", async () => {
    const one = await loadFiles({ "one.ts": tables });
    const [a = "", b = ""] = tables.split("\n");
    const two = await loadFiles({ "two.ts": b.replaceAll(" ", "  "), "x/three.ts": a });

    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(two.hash).toBe(one.hash);
  });

  test("changes with a model", async () => {
    const before = await loadFiles({ "one.ts": tables });
    const after = await loadFiles({ "one.ts": tables.replace(`integer() }`, `integer().notNull() }`) });

    expect(after.hash).not.toBe(before.hash);
  });
});

describe("what is refused", () => {
  const table = (name: string) => `export const t = pgTable("${name}", { id: integer() });`;

  test("two tables of one name, naming both files", async () => {
    const error = await refusalOf(loadFiles({ "a.ts": table("users"), "b.ts": table("users") }));

    expect(error).toMatchObject({ code: "DUPLICATE_OBJECT", details: { name: "public.users" } });
    expect(error.message).toMatch(
      /^Two models declare the table "public\.users", in .*a\.ts and in .*b\.ts\.$/,
    );
  });

  test.each([
    ["a table and an enum", `${table("x")} export const e = pgEnum("x", []);`],
    [
      "an index and a sequence",
      `export const t = pgTable("t", { id: integer() }, (t) => [index("x").on(t.id)]); export const s = pgSequence("x");`,
    ],
    [
      "an index and a constraint",
      `export const t = pgTable("t", { id: integer() }, (t) => [index("x").on(t.id), unique("x").on(t.id)]);`,
    ],
    [
      "names that are the same in 63 bytes",
      `${table("é".repeat(32))} export const u = pgTable("${"é".repeat(33)}", { id: integer() });`,
    ],
  ])("%s of one name", async (_, text) => {
    expect(await refusalOf(loadFiles({ "a.ts": text }))).toMatchObject({ code: "DUPLICATE_OBJECT" });
  });

  test("but not functions whose arguments differ behind 63 bytes", async () => {
    const overload = (name: string, type: string) =>
      `export const ${name} = pgFunction("f", { args: "${"x".repeat(60)} int, ${type}", returns: "int", body: "SELECT 1" });`;
    const { statements } = await loadFiles({
      "a.ts": `import { pgFunction } from "varve/models"; ${overload("a", "int")} ${overload("b", "text")}`,
    });

    expect(statements).toHaveLength(2);
  });

  test("a glob that matches nothing, as its tables would be dropped", async () => {
    const root = createProject({ "models/a.ts": imports + table("a") });
    const error = await refusalOf(load(root, ["models/*.ts", "./modles/*.ts"]));

    expect(error).toMatchObject({
      code: "NO_MODELS",
      message: `No model file matches "./modles/*.ts" in ${root}.`,
    });
  });

  test("files that export no model", async () => {
    expect(await refusalOf(loadFiles({ "a.ts": "export const a = 1;" }))).toMatchObject({
      code: "NO_MODELS",
    });
  });

  test("a model that throws when it is read, with file, table and line", async () => {
    const error = await refusalOf(
      loadFiles({
        "a.ts": `export const t = pgTable("t", { id: integer() }, (t: any) => [index().on(t.nope.desc())]);`,
      }),
    );

    expect(error).toMatchObject({ code: "MODEL_INVALID", details: { line: 4 } });
    expect(error.message).toMatch(/a\.ts:4:\d+: table "public\.t": TypeError: /);
  });

  test("a constraint on a column that is undefined", async () => {
    const error = await refusalOf(
      loadFiles({
        "a.ts": `export const t = pgTable("t", { id: integer() }, (t: any) => [unique().on(t.nope)]);`,
      }),
    );

    expect(error).toMatchObject({ code: "MODEL_INVALID", hint: expect.stringContaining("is undefined") });
  });

  test("a text that PostgreSQL cannot keep", async () => {
    const error = await refusalOf(
      loadFiles({ "a.ts": `export const t = pgTable("t", { id: text().default("a\\0b") });` }),
    );

    expect(error).toMatchObject({ code: "MODEL_INVALID", message: expect.stringContaining("NUL") });
  });

  test("a foreign key to a column that is undefined", async () => {
    const error = await refusalOf(
      loadFiles({
        "a.ts": `export const t = pgTable("t", { id: integer().references(() => (undefined as any)) });`,
      }),
    );

    expect(error.message).toMatch(/table "public\.t": a foreign key points to nothing/);
  });
});

describe("model files", () => {
  test("are found by globs with braces, by folders, and by names that look like globs", async () => {
    const root = createProject({
      "models/a.ts": "",
      "models/deep/b.mts": "",
      "models/deep/b.d.ts": "",
      "models/c.txt": "",
      "models/[tenant].ts": `${imports} export const t = pgTable("t", {});`,
      "node_modules/models/d.ts": "throw new Error();",
    });
    const files = async (...models: string[]) =>
      (await load(root, models)).files.map((file) => path.relative(root, file));

    expect(await files("models/[tenant].ts")).toEqual(["models/[tenant].ts"]);
    expect(await files("./models")).toEqual(["models/[tenant].ts", "models/a.ts", "models/deep/b.mts"]);
    expect(await files("./**/*.{ts,mts}")).toEqual([
      "models/[tenant].ts",
      "models/a.ts",
      "models/deep/b.mts",
    ]);
    expect(await files(path.join(root, "models/*.ts"), "models/*.ts")).toEqual([
      "models/[tenant].ts",
      "models/a.ts",
    ]);
  });

  test("are read afresh by every call", async () => {
    const root = createProject({ "models/a.ts": `${imports} export const t = pgTable("t", {});` });
    const before = await load(root);
    writeFileSync(path.join(root, "models/a.ts"), `${imports} export const t = pgTable("u", {});`);
    renameSync(path.join(root, "models/a.ts"), path.join(root, "models/b.ts"));

    expect(namesOf(before)).toEqual(["table public.t"]);
    expect(namesOf(await load(root))).toEqual(["table public.u"]);
  });
});

test("takes the models of Drizzle 1.0 for the same", async () => {
  const text = imports.replace("sql, relations", "sql");
  const models = `${text} export const t = pgTable("t", { id: integer().primaryKey(), name: text() }, (t) => [index().on(t.name.desc())]);`;
  const [older, newer] = await Promise.all(
    (["0.45", "1.0"] as const).map((version) => load(createProject({ "models/a.ts": models }, version))),
  );

  expect(newer?.statements.map(({ sql }) => sql)).toEqual(older?.statements.map(({ sql }) => sql));
});

test("knows of Drizzle 1.0 what the models leave unnamed, and may have another name in the database", async () => {
  const text = imports.replace("sql, relations", "sql");
  const models = `${text} import { type AnyPgColumn, foreignKey, primaryKey } from "drizzle-orm/pg-core";
export const t = pgTable("t", { a: integer().unique(), b: integer().unique("given1"), c: integer().references((): AnyPgColumn => t.a), d: integer() },
  (t) => [index().on(t.d), index("given2").on(t.d), unique().on(t.c, t.d), unique("given3").on(t.c, t.d), primaryKey({ columns: [t.c, t.d] }),
    foreignKey({ columns: [t.d], foreignColumns: [t.b], name: "given4" })]);
export const u = pgTable("u", { a: integer(), b: integer() }, (t) => [primaryKey({ name: "given5", columns: [t.a, t.b] })]);`;
  const [older, newer] = await Promise.all(
    (["0.45", "1.0"] as const).map((version) => load(createProject({ "models/a.ts": models }, version))),
  );

  expect(newer?.statements.flatMap(({ unnamed = [] }) => unnamed.map(({ name }) => name))).toEqual([
    "t_c_d_pk",
    "t_a_unique",
    "t_c_d_unique",
    "t_d_index",
    "t_c_t_a_fk",
  ]);
  expect(older?.statements.flatMap(({ unnamed = [] }) => unnamed)).toEqual([]);
  expect(newer?.hash).not.toBe(older?.hash);
});
