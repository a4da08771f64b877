import { beforeAll, describe, expect, test } from "vitest";
import { findKeyword, inParentheses, leadingExpression, readGroup } from "../../../src/sql/clause.ts";
import { columnsIn, mayRefuseNull, parseExpression, variesByRow } from "../../../src/sql/expression.ts";
import { loadParser, readTokens } from "../../../src/sql/parser.ts";
import { readType } from "../../../src/sql/type-name.ts";

beforeAll(loadParser);

describe("parts of a statement", () => {
  test("are cut at commas outside of parentheses, strings and comments", () => {
    const source = `é "a(b" (x, f(y, 'a,)'), "c,d" /* , */, arr[1, 2]) WHERE z`;

    expect(readGroup(source)).toEqual({
      items: ["x", "f(y, 'a,)')", `"c,d" /* , */`, "arr[1, 2]"],
      end: Buffer.byteLength(source.slice(0, source.indexOf(" WHERE"))),
    });
    expect(readGroup("a")).toBeUndefined();
  });

  test("keywords are found outside of parentheses, and never in names", () => {
    expect(findKeyword(`("where" where) "where" WHERE x`, "WHERE", 0)).toBe(24);
  });

  test("an element of an index begins with its expression", () => {
    expect(leadingExpression(`lower(a) COLLATE "C" text_ops DESC`)).toBe("lower(a)");
    expect(leadingExpression("((a + b) * (c)) NULLS LAST")).toBe("((a + b) * (c))");
  });

  test("parentheses are added where there are none around all of it", () => {
    expect(["(a)", "(a) + (b)", "a"].map(inParentheses)).toEqual(["(a)", "((a) + (b))", "(a)"]);
  });

  test("tokens have their text, control characters too", () => {
    expect(readTokens("SELECT 'a\u0001\tb' -- é").map(({ text }) => text)).toEqual([
      "SELECT",
      "'a\u0001\tb'",
      "-- é",
    ]);
  });
});

describe("expressions", () => {
  test("tell the columns they mention", () => {
    expect(columnsIn(parseExpression(`lower(a) || t."B c" = 'd' AND value IS NOT NULL`))).toEqual([
      "a",
      "B c",
      "value",
    ]);
  });

  test("may refuse a NULL only where they look for one", () => {
    const mayRefuse = (text: string) => mayRefuseNull(parseExpression(text));
    expect(["a > 0", "a = 1 AND b < 2", "a::text ~ 'x'"].map(mayRefuse)).toEqual([false, false, false]);
    expect(
      ["a IS NOT NULL", "coalesce(a, 0) > 0", "num_nulls(a) = 0", "a IS DISTINCT FROM b"].map(mayRefuse),
    ).toEqual([true, true, true, true]);
  });

  test("differ from row to row when a function in them does", () => {
    const varies = (text: string) => variesByRow(parseExpression(text), (_, name) => name === "fresh");
    expect(["now()", "'x'::text", "lower('A')", "CURRENT_DATE", "app.fixed()"].map(varies)).not.toContain(
      true,
    );
    expect(
      ["clock_timestamp()", "1 + random()", "app.fresh()", "pg_catalog.nextval('s')"].map(varies),
    ).not.toContain(false);
  });
});

test("types are read as PostgreSQL writes them", () => {
  const read = (text: string) => {
    const { schema, name, modifiers, isArray, collation } = readType(text) ?? {};
    return [schema, name, modifiers, isArray, collation];
  };
  expect(read("character varying(20)")).toEqual([undefined, "varchar", [20], false, undefined]);
  expect(read("numeric(5,0)[]")).toEqual([undefined, "numeric", [5, 0], true, undefined]);
  expect(read("timestamp(3) with time zone")).toEqual([undefined, "timestamptz", [3], false, undefined]);
  expect(read(`"My schema"."T""x"[]`)).toEqual(["My schema", 'T"x', [], true, undefined]);
  expect(read(`text COLLATE pg_catalog."C"`)).toEqual([
    undefined,
    "text",
    [],
    false,
    `COLLATE pg_catalog."C"`,
  ]);
});
