import { expect, test } from "vitest";
import { asReparsed, reparseValues } from "../../../src/engine/reparse/reparsed.ts";

const reparse = (text: string) => reparseValues({ text }).text;

test("casts each element of an array that was cast as a whole", () => {
  expect(
    reparse("((s)::text = ANY ((ARRAY['a'::character varying, 'it''s'::character varying])::text[]))"),
  ).toBe("((s)::text = ANY (ARRAY[('a'::character varying)::text, ('it''s'::character varying)::text]))");
  expect(reparse("(ARRAY[1, f(2, '],')])::numeric(4,2)[]")).toBe(
    "ARRAY[(1)::numeric(4,2), (f(2, '],'))::numeric(4,2)]",
  );
  expect(reparse("(ARRAY[ARRAY[1, 2], ARRAY[3, 4]])::bigint[]")).toBe(
    "ARRAY[ARRAY[(1)::bigint, (2)::bigint], ARRAY[(3)::bigint, (4)::bigint]]",
  );
  expect(reparse("((ARRAY[1])::bigint[] || (ARRAY[2])::bigint[])")).toBe(
    "(ARRAY[(1)::bigint] || ARRAY[(2)::bigint])",
  );
  expect(reparse("((ARRAY[(ARRAY[1])::text[]])::varchar[])")).toContain("ARRAY[(ARRAY[(1)::text])::varchar]");
});

test("leaves alone what only looks like it", () => {
  for (const text of [
    "(ARRAY[1, 2])",
    "(ARRAY[1, 2])[1]",
    "(ARRAY[1])::my_type",
    "'(ARRAY[1])::text[]'",
    `"(ARRAY[1])::text[]"`,
  ])
    expect(reparse(text)).toBe(text);
});

test("writes the field of EXTRACT in small letters", () => {
  expect(reparse("(EXTRACT(YEAR FROM t) || 'EXTRACT(YEAR FROM t)')")).toBe(
    "(EXTRACT(year FROM t) || 'EXTRACT(YEAR FROM t)')",
  );
});

test("writes VALUES without the space that a subquery has", () => {
  expect(reparse("FROM ( VALUES (1), ('( VALUES'))")).toBe("FROM (VALUES (1), ('( VALUES'))");
});

test("takes in the operands of the same operator on the left, as the parser does", () => {
  expect(reparse("CHECK ((((a = 1) OR (b = 2)) OR (c = 3)))")).toBe(
    "CHECK (((a = 1) OR (b = 2) OR (c = 3)))",
  );
  expect(reparse("((((a AND b) AND c) AND d) OR e)")).toBe("((a AND b AND c AND d) OR e)");
  for (const text of [
    "((a OR b) AND c)",
    "(a OR (b OR c))",
    "((a OR b)::text = c)",
    "(((a OR b) = c) OR d)",
    "(f((a OR b)) OR c)",
    "sum(x) OVER (ORDER BY (a) ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
    "((a = '((x OR y) OR z)') OR b)",
  ])
    expect(reparse(text)).toBe(text);
});

test("leaves out the name that a literal has from its type", () => {
  expect(
    reparse("SELECT 'a'::text AS text, NULL::character varying AS \"varchar\", 'AS x'::date AS date"),
  ).toBe("SELECT 'a'::text, NULL::character varying, 'AS x'::date");
  expect(reparse("SELECT '1'::bigint AS int8, '{}'::text[] AS text")).toBe(
    "SELECT '1'::bigint, '{}'::text[]",
  );
  for (const text of ["SELECT 'a'::text AS texts", "SELECT x::text AS text", "SELECT '::text AS text'"])
    expect(reparse(text)).toBe(text);
});

test("tells the defaults of a routine as they are read again, and its body as it is written", () => {
  const payload = (condition: string) => ({
    argSignature: `a boolean DEFAULT ${condition}`,
    def: `CREATE OR REPLACE FUNCTION public.f(a boolean DEFAULT ${condition})\n RETURNS text\n LANGUAGE sql\nAS $function$\nSELECT ((1 = 1) OR (2 = 2)) OR (3 = 3)\n$function$\n`,
  });
  const told = asReparsed({
    id: { kind: "function", schema: "public", name: "f", args: ["boolean"] },
    payload: payload("(((1 >= 0) AND (1 <= 2)) AND true)"),
  } as Parameters<typeof asReparsed>[0]);
  expect(told.payload).toMatchObject(payload("((1 >= 0) AND (1 <= 2) AND true)"));
});
