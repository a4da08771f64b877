import { beforeAll, expect, it } from "vitest";
import { loadParser } from "../../../src/sql/parser.ts";
import { namesWithSchema, withoutSchema } from "../../../src/sql/without-schema.ts";

beforeAll(loadParser);

it.each([
  ['CREATE TABLE "app"."t" ("id" app.mood)', 'CREATE TABLE "t" ("id" mood)'],
  ['ALTER SEQUENCE "app"."s" OWNED BY "app"."t"."id"', 'ALTER SEQUENCE "s" OWNED BY "t"."id"'],
  [
    "SELECT nextval('app.s'::regclass), nextval('app.\"S s\"'::pg_catalog.regclass)",
    "SELECT nextval('s'::regclass), nextval('\"S s\"'::pg_catalog.regclass)",
  ],
  ["SELECT 'app.s'::text, 'app.s', $$app.s$$ -- app.s", "SELECT 'app.s'::text, 'app.s', $$app.s$$ -- app.s"],
  ['SELECT other.app.s, APP.s, "APP".s, ü, app . s', 'SELECT other.app.s, s, "APP".s, ü, s'],
  ["GRANT SELECT ON app.t TO app", "GRANT SELECT ON t TO app"],
  ["SELECT a OPERATOR(app.=) b", "SELECT a OPERATOR(=) b"],
])("leaves the schema out of names only: %s", (sql, expected) => {
  expect(withoutSchema(sql, "app")).toBe(expected);
});

it("can leave it where it is not quoted", () => {
  const sql = `CREATE TABLE "app"."t" (a app.b DEFAULT app.f(), c int DEFAULT nextval('app.s'::regclass))`;
  expect(withoutSchema(sql, "app", { onlyQuoted: true })).toBe(sql.replace('"app".', ""));
});

it("lists what is named with it, in bodies too", () => {
  const sql = `CREATE FUNCTION app.f() RETURNS trigger AS $b$ BEGIN UPDATE app."T" SET a = 'app.no', b = $1; END $b$; -- app.no`;
  expect(namesWithSchema(sql, "app")).toEqual(["f", "T"]);
  expect(namesWithSchema("DO $$ it's app.x $$", "app")).toEqual([]);
});
