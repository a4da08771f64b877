// What a comparison leaves out of an object stays as it is, or goes with it where it is made anew: that is said beforehand.
import { expect, test } from "vitest";
import { diff } from "../../src/commands/diff.ts";
import { serverUrl } from "../support/database.ts";
import { createDatabase, dropDatabase, withConnection } from "../support/law/databases.ts";

const role = "DO $$ BEGIN CREATE ROLE left_out; EXCEPTION WHEN duplicate_object THEN NULL; END $$;";
const made = `CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW kept AS SELECT a FROM t;
  CREATE TABLE p (a int); CREATE TABLE untouched (a int); CREATE TYPE mood AS (a int);
  CREATE FUNCTION hidden(n int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION open() RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE FUNCTION same() RETURNS int LANGUAGE sql AS 'SELECT 1';`;
const granted = `GRANT SELECT, UPDATE ON v TO left_out; GRANT SELECT ON kept, untouched TO left_out; GRANT SELECT (a) ON p TO left_out;
  REVOKE ALL ON FUNCTION hidden(int) FROM PUBLIC; REVOKE ALL ON FUNCTION same() FROM PUBLIC;`;
const other = `CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT b, a FROM t; CREATE VIEW kept AS SELECT a, b FROM t;
  CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE untouched (a int, c int); CREATE TYPE mood AS (a int);
  CREATE FUNCTION hidden(n int) RETURNS text LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION open() RETURNS text LANGUAGE sql AS 'SELECT 1';
  CREATE FUNCTION same() RETURNS int LANGUAGE sql AS 'SELECT 2';`;

test("rights that nobody compares are named where their object is made anew", async () => {
  const lost = (object: string, rights: string) =>
    `Makes ${object} anew, with the rights that a new object has, and not those of: ${rights}.`;
  await withDatabases([role + made + granted, other], async (compare) => {
    const told = async (config: object) =>
      (await compare(config)).hazards
        .filter(({ code }) => code === "ACCESS_CHANGED")
        .map(({ message }) => message);

    expect((await told({})).sort()).toEqual([
      lost("hidden(integer)", "PUBLIC (none)"),
      lost("p", "left_out (SELECT of a)"),
      lost("v", "left_out (SELECT, UPDATE)"),
    ]);
    expect(await told({ manage: ["grant"] })).toEqual([]);
  });
});

test("an owner who is another than who runs it is named where his object is made anew", async () => {
  const [before, after] = ["a, b", "b, a"].map(
    (columns) =>
      `${role} CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT ${columns} FROM t; CREATE VIEW w AS SELECT ${columns} FROM t;`,
  ) as [string, string];
  await withDatabases(
    [`${before} ALTER VIEW v OWNER TO left_out; ALTER TABLE t OWNER TO left_out;`, after],
    async (compare) => {
      expect((await compare({})).hazards.map(({ message }) => message)).toEqual([
        "Makes v anew, owned by the role that runs this, and not by left_out.",
      ]);
      expect((await compare({ manage: ["owner"] })).hazards).toEqual([]);
    },
  );
});

test("a user mapping keeps its server", async () => {
  const wrapper = "CREATE FOREIGN DATA WRAPPER w;";
  const mapped = `${wrapper} CREATE SERVER "far off" FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER "far off";`;
  await withDatabases([mapped, wrapper], async (compare) => {
    const { preflight, changes } = await compare({});

    expect(changes).toMatchObject([{ action: "drop", kind: "server", name: "far off" }]);
    expect(preflight).toMatchObject([{ message: "the foreign server far off has a user mapping" }]);
    const { sql } = preflight[0] as { sql: string };
    await withDatabases([mapped, ""], async (_, [from, to]) => {
      const keys = (url: string) =>
        withConnection(url, (client) => client.query(sql).then(({ rows }) => rows));
      expect([await keys(from), await keys(to)]).toEqual([[{ key: "public" }], []]);
    });
  });
});

test("an owner's own rights are not compared without the owners", async () => {
  const tables = `${role} CREATE TABLE t (a int); CREATE TABLE u (a int); GRANT SELECT ON t TO left_out;`;
  await withDatabases([`${tables} ALTER TABLE u OWNER TO left_out;`, tables], async (compare) => {
    expect((await compare({ manage: ["grant"] })).changes).toEqual([]);
    expect((await compare({ manage: ["grant", "owner"] })).changes).not.toEqual([]);
  });
});

test("an operator and a cast go with their functions, not in silence", async () => {
  const type = "CREATE TYPE size AS ENUM ('s', 'l');";
  const needed = `${type} CREATE FUNCTION alike(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
    CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = alike);
    CREATE FUNCTION sized(int) RETURNS size LANGUAGE sql AS $$ SELECT 's'::size $$; CREATE CAST (int AS size) WITH FUNCTION sized(int);`;
  await withDatabases([needed, type], async (compare) => {
    const { hazards } = await compare({});
    expect(hazards.map(({ code, object }) => `${code} ${object}`)).toEqual(
      expect.arrayContaining([
        "OBJECT_DROPPED public.=== (text, text)",
        "OBJECT_DROPPED (integer AS public.size)",
      ]),
    );
  });
  await withDatabases([type, needed], async (compare) => {
    const { up } = await compare({});
    const statements = up.map(({ sql }) => sql).join();
    expect(statements).toMatch(/CREATE OR REPLACE FUNCTION public\.alike/);
    expect(statements).toMatch(
      /CREATE OPERATOR public\.=== .*CREATE CAST|CREATE CAST .*CREATE OPERATOR public\.===/s,
    );
  });
});

test("what only one of the two has is named, whichever it is", async () => {
  const configured = "CREATE TEXT SEARCH CONFIGURATION mine (COPY = simple);";
  const named = [{ kind: "text search configuration", name: "mine" }];
  for (const schemas of [
    ["", configured],
    [configured, ""],
    [configured, configured],
  ] as const) {
    await withDatabases([...schemas], async (compare) => {
      expect(await compare({})).toMatchObject({ changes: [], notCompared: named });
    });
  }
});

async function withDatabases(
  schemas: readonly [string, string],
  fn: (compare: (config: object) => ReturnType<typeof diff>, urls: [string, string]) => Promise<void>,
): Promise<void> {
  const databases = await Promise.all(schemas.map((sql) => createDatabase(serverUrl, sql)));
  const [from, to] = databases as [string, string];
  try {
    await fn((config) => diff({ from, to, config: { models: "none.ts", ...config } }), [from, to]);
  } finally {
    for (const url of databases) await dropDatabase(serverUrl, url);
  }
}
