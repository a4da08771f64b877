import { beforeAll, expect, it } from "vitest";
import { tenantStatements } from "../../../src/autogenerate/tenant-steps.ts";
import type { Models } from "../../../src/models/load.ts";
import { loadParser } from "../../../src/sql/parser.ts";

beforeAll(loadParser);

const written = (...texts: string[]) => {
  const statements = texts.map((sql, index) => ({
    sql,
    kind: "sql",
    name: sql,
    file: "m.sql",
    line: index + 1,
  }));
  const models: Pick<Models, "statements" | "existing" | "roles"> = { statements, existing: [], roles: [] };
  return tenantStatements(models as Models).map(({ sql }) => sql);
};

it("leaves public. in SQL by hand where it means what all tenants share", () => {
  const texts = [
    "CREATE TABLE notes (code text DEFAULT public.next_code())",
    'CREATE VIEW listed AS SELECT * FROM "public"."plans"',
    "CREATE INDEX plans ON notes (code)",
  ];
  expect(written(...texts)).toEqual(texts);
});

it.each([
  ["CREATE TABLE public.notes (id int)"],
  ['CREATE VIEW "public".listed AS SELECT 1'],
  ["CREATE SEQUENCE public.ids"],
  ["CREATE TYPE public.mood AS ENUM ('a')"],
  ["CREATE DOMAIN public.code AS text"],
  ["CREATE FUNCTION public.one() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
  ["CREATE TYPE pair AS (a int)", "CREATE TABLE notes (p public.pair)"],
])("refuses public. in front of an object of the tenant's own: %s", (...texts) => {
  expect(() => written(...texts)).toThrow(expect.objectContaining({ code: "TENANT_SCHEMA_NAMED" }));
});
