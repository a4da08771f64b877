// The law where owners and grants are managed, which the cases leave alone.
import { expect, test } from "vitest";
import { diff } from "../../src/commands/diff.ts";
import { serverUrl } from "../support/database.ts";
import { createDatabase, dropDatabase } from "../support/law/databases.ts";
import { checkLaw, withGround } from "../support/law/law.ts";

const role = "DO $$ BEGIN CREATE ROLE law_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;";

const before = `${role}
  CREATE TABLE numbered (id serial, n int GENERATED ALWAYS AS IDENTITY);
  CREATE SEQUENCE given; CREATE SEQUENCE taken;
  CREATE TABLE t (id int, n int); ALTER SEQUENCE taken OWNED BY t.n;
  GRANT SELECT ON numbered TO law_owner;`;

const after = `${role}
  CREATE TABLE numbered (id serial, n int GENERATED ALWAYS AS IDENTITY);
  CREATE SEQUENCE given; CREATE SEQUENCE taken;
  CREATE TABLE t (id int, n int); ALTER SEQUENCE given OWNED BY t.id;
  ALTER TABLE numbered OWNER TO law_owner; ALTER TABLE t OWNER TO law_owner;
  GRANT USAGE ON SEQUENCE taken TO law_owner;`;

test.each([
  ["changes with its sequences, given and taken", before, after],
  ["is set with the table", role, after],
  [
    "comes before its new sequence is given to it",
    `${role} CREATE TABLE t (id int); ALTER TABLE t OWNER TO law_owner;`,
    `${role} CREATE TABLE t (id serial); ALTER TABLE t OWNER TO law_owner;`,
  ],
  [
    "is there while the owner of its enum's schema changes with the enum",
    `${role} CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('a', 'b'); CREATE TABLE t (v s.e);`,
    `${role} CREATE SCHEMA s AUTHORIZATION law_owner; CREATE TYPE s.e AS ENUM ('a', 'c'); CREATE TABLE t (v s.e);`,
  ],
])("the owner of a table %s", async (_, from, to) => {
  expect(await verdictOn(from, to)).toEqual({ problems: [] });
});

const parts = `${role}
  CREATE TABLE p (a int, b int, c int, d int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p DEFAULT;`;

const partsBefore = `${parts}
  CREATE VIEW v AS SELECT a, b AS "b TO x" FROM p; CREATE VIEW kept AS SELECT a FROM p;
  GRANT SELECT (a), UPDATE (a) ON v TO law_owner; GRANT SELECT ("b TO x") ON v TO PUBLIC; GRANT SELECT (a) ON kept TO law_owner;
  GRANT SELECT (a), UPDATE (b) ON p1 TO law_owner; GRANT SELECT (c) ON p1 TO law_owner; GRANT SELECT (d) ON p1 TO law_owner;
  CREATE STATISTICS st ON a, b FROM p1; CREATE STATISTICS gone ON a, b FROM p1; ALTER STATISTICS gone OWNER TO law_owner;`;

const partsAfter = `${parts} ALTER TABLE p DROP c, ALTER d TYPE bigint;
  CREATE VIEW v AS SELECT b AS "b TO x", a FROM p; CREATE VIEW kept AS SELECT a, b FROM p;
  CREATE MATERIALIZED VIEW m AS SELECT a FROM p; GRANT SELECT (a) ON m TO law_owner;
  GRANT SELECT (a) ON v TO law_owner WITH GRANT OPTION; GRANT SELECT ("b TO x") ON v TO PUBLIC; GRANT SELECT (a) ON kept TO law_owner;
  GRANT SELECT (a), INSERT (a) ON p1 TO law_owner WITH GRANT OPTION; GRANT UPDATE (a) ON p1 TO law_owner; GRANT SELECT (d) ON p1 TO law_owner;
  CREATE STATISTICS st ON a, b FROM p1; ALTER STATISTICS st OWNER TO law_owner;`;

test.each([
  ["there", partsBefore, partsAfter],
  ["back", partsAfter, partsBefore],
])("rights on columns of views and partitions, and owners of statistics, %s", async (_, from, to) => {
  expect(await verdictOn(from, to, "INSERT INTO p VALUES (1)")).toEqual({ problems: [] });
});

const tables = `${role} CREATE TABLE t (a int, b int); CREATE TABLE u (a int); CREATE TABLE "V w" (a int);`;
const rightsBefore = `${tables} GRANT SELECT, UPDATE (a), INSERT (b) ON t TO law_owner; GRANT UPDATE (a) ON u TO PUBLIC;
  GRANT SELECT (a) ON "V w" TO law_owner WITH GRANT OPTION; GRANT DELETE ON "V w" TO law_owner;`;
const rightsAfter = `${tables} GRANT SELECT, DELETE, UPDATE (a) ON t TO law_owner; GRANT SELECT, UPDATE (a) ON u TO PUBLIC;
  GRANT SELECT (a) ON "V w" TO law_owner WITH GRANT OPTION;`;

test.each([
  ["come", tables, rightsBefore],
  ["change", rightsBefore, rightsAfter],
  ["change back", rightsAfter, rightsBefore],
])("rights on columns stay beside rights on their table that %s", async (_, from, to) => {
  expect(await verdictOn(from, to, "INSERT INTO t VALUES (1)")).toEqual({ problems: [] });
});

const ofView = `${role} CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a, b FROM t;
  GRANT SELECT (a), UPDATE (b) ON v TO law_owner;`;

test.each([
  ["there", `${ofView} GRANT SELECT, DELETE ON v TO law_owner;`, ofView],
  ["back", ofView, `${ofView} GRANT SELECT, DELETE ON v TO law_owner;`],
  ["some", `${ofView} GRANT SELECT, DELETE ON v TO law_owner;`, `${ofView} GRANT DELETE ON v TO law_owner;`],
])("rights on columns of a view stay beside rights on it that go, %s", async (_, from, to) => {
  expect(await verdictOn(from, to)).toEqual({ problems: [] });
});

const passedOn = `${tables} GRANT USAGE ON SCHEMA public TO PUBLIC; GRANT SELECT, INSERT, REFERENCES ON t TO law_owner WITH GRANT OPTION;
  GRANT UPDATE (a) ON t TO law_owner WITH GRANT OPTION;
  SET ROLE law_owner; GRANT SELECT, UPDATE (a) ON t TO PUBLIC; RESET ROLE;`;
const passedOnAfter = `${passedOn} REVOKE INSERT ON t FROM law_owner; REVOKE GRANT OPTION FOR REFERENCES ON t FROM law_owner;
  GRANT DELETE ON t TO law_owner; GRANT TRIGGER ON t TO law_owner WITH GRANT OPTION; GRANT INSERT (a) ON t TO law_owner;`;

test.each([
  ["there", passedOn, passedOnAfter],
  ["back", passedOnAfter, passedOn],
])("rights change beside those that a role has passed on, %s", async (_, from, to) => {
  expect(await verdictOn(from, to)).toEqual({ problems: [] });
});

test("an owner that changes is one change, and none of what comes", async () => {
  const [from, to] = await Promise.all([
    createDatabase(serverUrl, `${role} CREATE TABLE t (a int)`),
    createDatabase(
      serverUrl,
      `${role} CREATE TABLE t (a int); ALTER TABLE t OWNER TO law_owner; CREATE TABLE u (a int)`,
    ),
  ]);

  const { changes } = await diff({ from, to, config: { models: "none.ts", manage: ["owner"] } });

  expect(changes).toEqual([
    { action: "alter", kind: "table", name: "t", attribute: "owner", from: "postgres", to: "law_owner" },
    { action: "create", kind: "table", name: "u" },
  ]);
  for (const url of [from, to]) await dropDatabase(serverUrl, url);
});

function verdictOn(before: string, after: string, seed = "") {
  return withGround(serverUrl, (ground) => checkLaw(ground, { before, after, seed }));
}
