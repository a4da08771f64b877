import { describe, expect, test } from "vitest";
import { isVarveError } from "../../../src/errors.ts";
import { buildModels } from "../../../src/models/build.ts";
import { missingRoles, withModelRoles } from "../../../src/models/roles.ts";
import type { Statement } from "../../../src/models/statement.ts";
import { buildFiles, connectFresh } from "../../support/models.ts";

const imports = `
  import { sql } from "drizzle-orm";
  import { customType, index, integer, pgPolicy, pgRole, pgTable, pgView, text } from "drizzle-orm/pg-core";
  import { pgDomain, pgFunction, pgTrigger } from "varve/models";
`;

async function refusalOf(text: string, name = "models/a.ts") {
  const error: unknown = await buildFiles({ [name]: text }).catch((thrown: unknown) => thrown);
  if (!isVarveError(error)) throw new Error(`no VarveError: ${error}`);
  return error;
}

describe("statements that need others", () => {
  test("wait for what raw SQL names, in whatever file and order it stands", async () => {
    const { query } = await buildFiles({
      "models/a.ts": `${imports}
        export const first = pgView("a_first", { id: integer() }).as(sql\`select id from b_second\`);
        export const second = pgView("b_second", { id: integer() }).as(sql\`select id, code() as code from logged\`);
        const stamp = customType<{ data: string }>({ dataType: () => "stamp" });
        export const users = pgTable("users", { id: integer().primaryKey(), at: stamp(), code: text().default(sql\`code()\`) });`,
      "models/b.sql": `
        CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE VIEW counted AS SELECT count(*) FROM users;
        CREATE DOMAIN stamp AS text;`,
      "models/c.sql": `
        CREATE SCHEMA audit; SET search_path = audit, public;
        CREATE TABLE IF NOT EXISTS public.logged (id integer REFERENCES users);
        CREATE INDEX CONCURRENTLY logged_id ON public.logged (id);
        CREATE FUNCTION public.code() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
        CREATE TABLE inner_log (id integer);`,
    });

    expect(
      await query(`SELECT oid::regclass::text AS name FROM pg_class
        WHERE relnamespace::regnamespace::text IN ('public', 'audit') AND relkind IN ('r', 'v') ORDER BY 1`),
    ).toEqual(
      ["a_first", "audit.inner_log", "b_second", "counted", "logged", "users"].map((name) => ({ name })),
    );
  });

  test("may be what pg_dump wrote", async () => {
    const dump = `
\\restrict Ab1
SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'It''s a shop';
CREATE FUNCTION shop.total() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM shop.items; $$;
ALTER FUNCTION shop.total() OWNER TO postgres;
SET default_tablespace = '';
CREATE TABLE shop.items (
    id integer NOT NULL,
    kind text COLLATE "C"
);
CREATE SEQUENCE shop.items_id_seq AS integer START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE shop.items_id_seq OWNED BY shop.items.id;
ALTER TABLE ONLY shop.items ALTER COLUMN id SET DEFAULT nextval('shop.items_id_seq'::regclass);
ALTER TABLE ONLY shop.items ADD CONSTRAINT items_pkey PRIMARY KEY (id);
CREATE INDEX items_kind ON shop.items USING btree (kind);
\\unrestrict Ab1
`;
    const { query } = await buildFiles({ "models/dump.sql": dump });

    expect(await query("SELECT shop.total(), pg_get_indexdef('shop.items_kind'::regclass) AS index")).toEqual(
      [{ total: "0", index: "CREATE INDEX items_kind ON shop.items USING btree (kind)" }],
    );
  });

  test("may be functions in a circle, whose bodies are checked at the end", async () => {
    const functions = (body: string) => `${imports}
      export const users = pgTable("users", { n: integer().default(sql\`counted()\`) });
      export const counted = pgFunction("counted", { returns: "integer", body: "${body}" });`;

    await buildFiles({ "models/a.ts": functions("SELECT count(*)::int FROM users") });
    const error = await refusalOf(functions("SELECT count(*)::int FROM users, nowhere"));

    expect(error).toMatchObject({ code: "MODEL_REFUSED", details: { object: "public.counted()" } });
    expect(error.message).toContain('relation "nowhere" does not exist');
  });
});

describe("what PostgreSQL refuses", () => {
  test("names the model, its file and the place in the statement", async () => {
    const error = await refusalOf(
      `${imports} export const t = pgTable("t", { id: integer().default(sql\`nope(1)\`) });`,
    );

    expect(error).toMatchObject({
      code: "MODEL_REFUSED",
      details: {
        kind: "table",
        object: "public.t",
        sqlstate: "42883",
        file: expect.stringMatching(/models\/a\.ts$/),
      },
    });
    expect(error.message).toMatch(
      /^PostgreSQL refuses the table "public\.t" of .*a\.ts: function nope\(integer\) does not exist\n2 \| {3}"id" integer DEFAULT \(nope\(1\)\)\n {2}\| {25}\^$/,
    );
    expect(error.hint).toContain("pgExtension");
  });

  test.each([
    [
      "a table of a model",
      {
        "models/a.sql": "CREATE TABLE users ();",
        "models/b.ts": `${imports} export const t = pgTable("users", {});`,
      },
      /a\.sql:1 and in .*b\.ts/,
    ],
    [
      "a view of another file",
      {
        "models/a.sql": "CREATE TABLE other.users ();\nCREATE TABLE users ();\nCREATE SCHEMA other;",
        "models/b.sql": "CREATE VIEW users AS SELECT 1;",
      },
      /a\.sql:2 and in .*b\.sql:1/,
    ],
    [
      "an index of a model",
      {
        "models/a.sql": "CREATE INDEX same ON users (id);",
        "models/b.ts": `${imports} export const t = pgTable("users", { id: integer() }, (t) => [index("same").on(t.id)]);`,
      },
      /b\.ts and in .*a\.sql:1|a\.sql:1 and in .*b\.ts/,
    ],
    [
      "a function below",
      {
        "models/a.sql":
          "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';\nCREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT 1';",
      },
      /function "public\.f\(\)", in .*a\.sql:1 and in .*a\.sql:2/,
    ],
    [
      "a function among others of its name",
      {
        "models/a.sql": ["int", "text", "a text", "bigint"]
          .map((args) => `CREATE FUNCTION f(${args}) RETURNS int LANGUAGE sql AS 'SELECT 1'`)
          .join(";\n"),
      },
      /a\.sql:2 and in .*a\.sql:3/,
    ],
    [
      "a table that a table's policy is called like",
      {
        "models/a.sql":
          "CREATE TABLE other ();\nCREATE POLICY users ON other;\nCREATE TABLE users ();\nCREATE VIEW users AS SELECT 1;",
      },
      /table "public\.users" and the view "public\.users" .*a\.sql:3 and in .*a\.sql:4/,
    ],
    [
      "a function of two models",
      {
        "models/a.ts": `${imports} export const f = pgFunction("f", { args: "a int", returns: "int", body: "SELECT 1" });`,
        "models/b.ts": `${imports} export const f = pgFunction("f", { args: "b int", returns: "int", body: "SELECT 1" });`,
      },
      /a\.ts and in .*b\.ts/,
    ],
  ])("names both files where raw SQL makes what is there: %s", async (_, files, places) => {
    const error: unknown = await buildFiles(files).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: "DUPLICATE_OBJECT", message: expect.stringMatching(places) });
  });

  test("names the statement alone where the search path says what it makes", async () => {
    const error = await refusalOf(
      "CREATE SCHEMA other;\nCREATE TABLE users ();\nSET search_path = other;\nCREATE TABLE users ();\nCREATE TABLE users ();",
      "models/a.sql",
    );

    expect(error).toMatchObject({ code: "MODEL_REFUSED", details: { line: 5 } });
  });

  test("names file and line of raw SQL", async () => {
    const error = await refusalOf(
      "CREATE TABLE a ();\n\n-- é\nCREATE TABLE b (\n  id nope\n);",
      "models/a.sql",
    );

    expect(error).toMatchObject({ code: "MODEL_REFUSED", details: { line: 5, kind: "sql" } });
    expect(error.message).toMatch(/a\.sql:5: type "nope" does not exist/);
  });

  test("names the cause and not what follows from it", async () => {
    const error = await refusalOf(`${imports}
      const citext = customType<{ data: string }>({ dataType: () => "citext" });
      export const counted = pgFunction("counted", { returns: "bigint", body: "SELECT count(*) FROM users" });
      export const users = pgTable("users", { id: integer().primaryKey(), name: citext() }, (t) => [index().on(t.name)]);
      export const posts = pgTable("posts", { user: integer().references(() => users.id) });`);

    expect(error).toMatchObject({
      code: "MODEL_REFUSED",
      details: { object: "public.users", sqlstate: "42704" },
    });
  });

  test("says what to do about a role that does not exist", async () => {
    const error = await refusalOf(
      `${imports} export const t = pgTable("t", {}, () => [pgPolicy("p", { to: "no such role" })]);`,
    );

    expect(error.hint).toContain(`pgRole("…")`);
  });

  test.each([
    ["a column's type", `embedding: vector({ dimensions: 3 })`, "", "vector"],
    ["a default's function", "id: uuid().default(sql`uuid_generate_v4()`)", "", "uuid-ossp"],
    [
      "an index's operator class",
      "name: text()",
      `index().using("gin", t.name.op("gin_trgm_ops"))`,
      "pg_trgm",
    ],
    ["a number in an index of another kind", "n: integer()", `index().using("gin", t.n)`, "btree_gin"],
  ])("names the extension that %s needs", async (_, columns, parts, extension) => {
    const error = await refusalOf(
      `${imports} import { uuid, vector } from "drizzle-orm/pg-core";
      export const t = pgTable("t", { ${columns} }, (t) => [${parts}]);`,
    );

    expect(error).toMatchObject({ code: "MODEL_REFUSED" });
    expect(error.hint).toContain(`export pgExtension("${extension}")`);
  });

  test("says what to do about a table that only raw SQL names", async () => {
    const error = await refusalOf(
      `${imports} export const v = pgView("v", { id: integer() }).as(sql\`select id from auth.users\`);`,
    );

    expect(error.message).toContain('relation "auth.users" does not exist');
    expect(error.hint).toContain("name it by an object");
  });

  test("says what to do about a view that selects two columns of one name", async () => {
    const error = await refusalOf(`${imports}
      export const a = pgTable("a", { id: integer() });
      export const b = pgTable("b", { id: integer() });
      export const v = pgView("v").as((qb) => qb.select({ a: a.id, b: b.id }).from(a).innerJoin(b, sql\`true\`));`);

    expect(error.message).toContain('column "id" specified more than once');
    expect(error.hint).toContain(".as(");
  });

  test("says what to do about a table with two properties for one column", async () => {
    const error = await refusalOf(
      `${imports} export const t = pgTable("t", { a: integer("n"), b: integer("n") });`,
    );

    expect(error.message).toContain('column "n" specified more than once');
    expect(error.hint).toContain("Two properties");
  });

  test("says why a foreign key cannot be, and what it can point to", async () => {
    const posts = (column: string) => `${imports} import { text } from "drizzle-orm/pg-core";
      export const users = pgTable("users", { id: integer().primaryKey(), name: text() });
      export const posts = pgTable("posts", { author: text().references(() => users.${column}) });`;

    expect((await refusalOf(posts("id"))).message).toMatch(
      /cannot be implemented\. Key columns .*: text and integer\.$/,
    );
    expect((await refusalOf(posts("name"))).hint).toContain(".unique()");
  });

  test("says what to do about an operator class of another type", async () => {
    const error = await refusalOf(
      `${imports} export const t = pgTable("t", { a: integer() }, (t) => [index().on(t.a.op("uuid_ops"))]);`,
    );

    expect(error.message).toContain('operator class "uuid_ops" does not accept data type integer');
    expect(error.hint).toContain("leave it out");
  });

  test.each([
    ["a column that every table has", `pgTable("t", { ctid: integer() })`, /system column/, "Every table"],
    ["a value that an enum has twice", `pgEnum("e", ["a", "b", "a"])`, /duplicate key/, "stands there twice"],
    ["a value that is too long", `pgEnum("e", ["${"é".repeat(32)}"])`, /\. Labels must be 63 bytes/, ""],
    [
      "a primary key said of two columns",
      `pgTable("t", { a: integer().primaryKey(), b: integer().primaryKey() })`,
      /multiple primary keys/,
      "primaryKey({ columns",
    ],
  ])("says what is wrong about %s", async (_, model, message, hint) => {
    const error = await refusalOf(
      `${imports} import { pgEnum } from "drizzle-orm/pg-core"; export const x = ${model};`,
    );

    expect(error.message).toMatch(message);
    expect(error.hint).toContain(hint);
  });

  test("blames no model for a connection that broke", async () => {
    const client = await connectFresh();
    const statement: Statement = {
      sql: "SELECT pg_terminate_backend(pg_backend_pid())",
      kind: "sql",
      name: "x",
      file: "x",
    };
    client.on("error", () => {});

    await expect(buildModels(client, { statements: [statement] })).rejects.toMatchObject({
      code: "CONNECTION_LOST",
    });
  });
});

test("the settings of role and database change nothing, and the session is left as it was", async () => {
  const client = await connectFresh();
  await client.query(
    "SET search_path TO nowhere; SET DateStyle TO 'German'; SET standard_conforming_strings TO off",
  );
  const sql = `CREATE TABLE t (at timestamptz DEFAULT '02/03/2024 10:00', text text DEFAULT 'a\\b')`;
  await buildModels(client, { statements: [{ sql, kind: "table", name: "public.t", file: "x" }] });

  await client.query("SET TimeZone TO 'UTC'");
  const { rows } = await client.query(
    "SELECT pg_get_expr(adbin, adrelid) AS value FROM pg_attrdef WHERE adrelid = 'public.t'::regclass ORDER BY adnum",
  );

  expect(rows).toEqual([
    { value: "'2024-02-03 10:00:00+00'::timestamp with time zone" },
    { value: "'a\\b'::text" },
  ]);
  expect((await client.query("SHOW DateStyle")).rows).toEqual([{ DateStyle: "ISO, MDY" }]);
});

test("any name is quoted wherever it stands, and cut where PostgreSQL cuts it", async () => {
  const names = [`a "quoted" 'one'`, "select", "é🌲 \\ $1", `${"long".repeat(20)} é`];
  const { query } = await buildFiles({
    "models/a.ts": `
      import { sql, eq } from "drizzle-orm";
      import { check, foreignKey, index, integer, pgPolicy, pgSchema, unique } from "drizzle-orm/pg-core";
      import { comment, pgFunction, pgTrigger } from "varve/models";
      export const names = ${JSON.stringify(names)};
      const made = names.map((name) => {
        const schema = pgSchema(name);
        const type = schema.enum("e" + name, [name.slice(0, 20)]);
        const sequence = schema.sequence("s" + name);
        const table = schema.table(name, { [name]: type(name).default(name.slice(0, 20)).unique("q" + name), id: integer().primaryKey().generatedAlwaysAsIdentity(), parent: integer() } as any, (t: any) => [
          index("i" + name).on(t[name]), unique("u" + name).on(t[name], t.id), check("c" + name, sql\`\${t[name]} is not null\`),
          foreignKey({ name: "f" + name, columns: [t.parent], foreignColumns: [t.id] }), pgPolicy(name, { using: sql\`\${t.id} > 0\` }),
        ]) as any;
        const touch = pgFunction(name, { schema, returns: "trigger", language: "plpgsql", body: "BEGIN RETURN NEW; END" });
        const trigger = pgTrigger(name, { on: table, fires: "before", events: "update", of: [table[name]], execute: touch });
        const view = schema.view("v" + name).as((qb) => qb.select().from(table).where(eq(table[name], name.slice(0, 20))));
        return { schema, type, sequence, table, touch, trigger, view, about: comment(table[name], name) };
      });
      export default Object.fromEntries(made.flatMap((one, i) => Object.entries(one).map(([key, value]) => [key + i, value])));`,
  });

  const kept = await query<{ name: string; table: string; column: string; comment: string }>(`
    SELECT nspname AS name, relname AS table, attname AS column, col_description(c.oid, attnum) AS comment
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace JOIN pg_attribute ON attrelid = c.oid AND attnum = 1
    WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema', 'public') ORDER BY length(nspname)`);

  const cut = (name: string) => (Buffer.byteLength(name) > 63 ? name.slice(0, 63) : name);
  expect(kept).toEqual(
    [...names]
      .sort((a, b) => a.length - b.length)
      .map((name) => ({ name: cut(name), table: cut(name), column: cut(name), comment: name })),
  );
});

describe("roles that models declare", () => {
  const model = (name: string) =>
    `${imports} export const t = pgTable("t", {}, () => [pgPolicy("p", { to: pgRole("${name}") })]);`;

  test("are missing on the server, exist while they are needed, and are gone afterwards", async () => {
    const client = await connectFresh();
    const role: Statement = {
      sql: 'CREATE ROLE "varve test role"',
      kind: "role",
      name: "varve test role",
      file: "x",
    };
    const models = { roles: [role, { ...role, name: "postgres" }] };
    const exists = async () =>
      (await client.query("SELECT FROM pg_roles WHERE rolname = 'varve test role'")).rowCount === 1;

    expect(await missingRoles(client, models)).toEqual([role]);
    await withModelRoles(client, models, async () => expect(await exists()).toBe(true));

    expect(await exists()).toBe(false);
  });

  test("are needed to build a policy", async () => {
    expect(await refusalOf(model("varve missing role"))).toMatchObject({ code: "MODEL_REFUSED" });
  });
});
