import { beforeAll, expect, test } from "vitest";
import { createdIn } from "../../../src/sql/created.ts";
import { loadParser } from "../../../src/sql/parser.ts";

beforeAll(loadParser);

test.each([
  ["CREATE TABLE app.t (id int)", { kind: "table", schema: "app", name: "t" }],
  ["CREATE TABLE t AS SELECT 1", { kind: "table", name: "t" }],
  ["CREATE FOREIGN TABLE t () SERVER s", { kind: "foreign table", name: "t" }],
  ["CREATE INDEX i ON app.t (id)", { kind: "index", schema: "app", name: "i" }],
  ["CREATE OR REPLACE VIEW v AS SELECT 1", { kind: "view", name: "v" }],
  ["CREATE MATERIALIZED VIEW v AS SELECT 1", { kind: "materialized view", name: "v" }],
  ["CREATE SEQUENCE s", { kind: "sequence", name: "s" }],
  ["CREATE TYPE app.c AS (a int)", { kind: "composite type", schema: "app", name: "c" }],
  ["CREATE TYPE e AS ENUM ('a')", { kind: "enum", name: "e" }],
  ["CREATE TYPE r AS RANGE (subtype = int)", { kind: "range", name: "r" }],
  ["CREATE DOMAIN app.d AS text", { kind: "domain", schema: "app", name: "d" }],
])("%s makes one name", (sql, made) => {
  expect(createdIn(sql)).toEqual([made]);
});

test.each([
  ["()", ""],
  ["(integer, b varchar(20) DEFAULT 'x')", "int4, varchar"],
  ["(int4, b character varying)", "int4, varchar"],
  ["(a app.mood, VARIADIC b text[][])", "app.mood, text[]"],
  ["(INOUT a int, OUT b text)", "int4"],
])("a routine has the types it is called with: f%s", (parameters, args) => {
  const create = (what: string) => `CREATE ${what} f${parameters} LANGUAGE sql AS 'SELECT 1'`;

  expect(createdIn(create("FUNCTION"))).toEqual([{ kind: "function", name: "f", args }]);
  expect(createdIn(create("PROCEDURE"))).toEqual([{ kind: "procedure", name: "f", args }]);
});

test("the columns of a result are no arguments", () => {
  const sql = "CREATE FUNCTION f(a int) RETURNS TABLE (b text) LANGUAGE sql AS 'SELECT 1'";

  expect(createdIn(sql)).toMatchObject([{ args: "int4" }]);
});

test.each([
  "CREATE INDEX ON t (id)",
  "CREATE POLICY p ON t",
  "ALTER TABLE t ADD UNIQUE (id)",
  "CREATE TABEL x ()",
])("%s makes no name", (sql) => {
  expect(createdIn(sql)).toEqual([]);
});
