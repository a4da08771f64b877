import type { PgColumn } from "drizzle-orm/pg-core";
import { describe, expect, test } from "vitest";
import { renderDefault } from "../../../../src/models/render/default.ts";
import { drizzles } from "../../../support/drizzle.ts";

describe.each(drizzles)("with Drizzle $version", ({ pg, sql, version }) => {
  /** The DEFAULT of a column made by `builder`. */
  const of = (builder: unknown) => {
    const table = pg.pgTable("t", { c: builder as ReturnType<typeof pg.text> });
    return renderDefault(table.c as PgColumn, undefined);
  };
  const matrix = version === "1.0" ? pg.integer().array("[][]" as never) : pg.integer().array().array();

  test.each([
    ["a string with quotes and backslashes", pg.text().default('it\'s \\ "x" $1'), `E'it''s \\\\ "x" $1'`],
    ["an empty string", pg.text().default(""), "''"],
    ["a number", pg.integer().default(-5), "-5"],
    ["not a number", pg.real().default(Number.NaN), "'NaN'"],
    ["a bigint", pg.bigint({ mode: "bigint" }).default(9007199254740993n), "9007199254740993"],
    ["a numeric string", pg.numeric().default("1.50"), "'1.50'"],
    ["a boolean", pg.boolean().default(false), "false"],
    ["null", pg.text().default(null as never), "NULL"],
    ["a Date", pg.timestamp().default(new Date("2024-01-02T03:04:05.678Z")), "'2024-01-02T03:04:05.678Z'"],
    [
      "a Date of a date",
      pg.date({ mode: "date" }).default(new Date("2024-01-02")),
      "'2024-01-02T00:00:00.000Z'",
    ],
    ["an object as JSON", pg.jsonb().default({ a: "it's", b: [1, null] }), `'{"a":"it''s","b":[1,null]}'`],
    ["an array as JSON", pg.json().default([]), "'[]'"],
    ["null as JSON", pg.jsonb().default(null as never), "'null'"],
    ["text that is no JSON as a JSON string", pg.jsonb().default("a"), `'"a"'`],
    ["an empty array", pg.text().array().default([]), "'{}'"],
    [
      "array elements with everything",
      pg
        .text()
        .array()
        .default(["a,b", 'q"', "\\", "NULL", null as never]),
      `E'{"a,b","q\\\\"","\\\\\\\\","NULL",NULL}'`,
    ],
    [
      "a nested array",
      matrix.default([
        [1, 2],
        [3, 4],
      ] as never),
      `'{{"1","2"},{"3","4"}}'`,
    ],
    ["an array of booleans", pg.boolean().array().default([true, false]), `'{"true","false"}'`],
    [
      "an array of Dates",
      pg
        .timestamp()
        .array()
        .default([new Date(0)]),
      `'{"1970-01-01T00:00:00.000Z"}'`,
    ],
    [
      "an array of JSON",
      pg
        .jsonb()
        .array()
        .default([{ a: 1 }, [2]]),
      `E'{"{\\\\"a\\\\":1}","[2]"}'`,
    ],
    [
      "an array as text",
      pg
        .text()
        .array()
        .default("{a}" as never),
      "'{a}'",
    ],
    ["a point", pg.point().default([1, 2]), "'(1,2)'"],
    ["a point as an object", pg.point({ mode: "xy" }).default({ x: 1, y: 2 }), "'(1,2)'"],
    [
      "an array of points",
      pg
        .point()
        .array()
        .default([
          [1, 2],
          [3, 4],
        ]),
      `'{"(1,2)","(3,4)"}'`,
    ],
    ["a line", pg.line({ mode: "abc" }).default({ a: 1, b: 2, c: 3 }), "'{1,2,3}'"],
    ["a vector", pg.vector({ dimensions: 3 }).default([1, 2, 3]), "'[1,2,3]'"],
    ["now()", pg.timestamp().defaultNow(), "(now())"],
    ["a random UUID", pg.uuid().defaultRandom(), "(gen_random_uuid())"],
    ["an expression", pg.text().default(sql`'a' || ${"it's"}`), "('a' || 'it''s')"],
  ])("renders %s", (_, builder, expected) => {
    expect(of(builder)).toBe(expected);
  });

  test("renders what a custom type sends, and its strings as they are", () => {
    const bytes = pg.customType<{ data: Buffer }>({ dataType: () => "bytea" });
    const money = pg.customType<{ data: { cents: number } }>({
      dataType: () => "numeric",
      toDriver: ({ cents }) => (cents / 100).toFixed(2),
    });
    const upper = pg.customType<{ data: { text: string } }>({
      dataType: () => "text",
      toDriver: ({ text }) => sql`upper(${text})`,
    });

    expect(of(bytes().default(Buffer.from([0, 255])))).toBe("E'\\\\x00ff'");
    expect(of(money().default({ cents: 150 }))).toBe("'1.50'");
    expect(of(upper().default({ text: "a" }))).toBe("(upper('a'))");
  });

  test("parts the elements of an array as their type does", () => {
    const box = pg.customType<{ data: string }>({ dataType: () => "box" });
    const points = (srid?: number) =>
      pg
        .geometry({ type: "point", ...(srid !== undefined && { srid }) })
        .array()
        .default([
          [1, 2],
          [3, 4],
        ]);

    expect(of(box().array().default(["(1,1),(0,0)", "(2,2),(0,0)"]))).toBe(`'{"(1,1),(0,0)";"(2,2),(0,0)"}'`);
    expect(of(points())).toBe(`'{"point(1 2)":"point(3 4)"}'`);
    // 0.45 forgets it.
    if (version === "1.0") expect(of(points(4326))).toBe(`'{"SRID=4326;point(1 2)":"SRID=4326;point(3 4)"}'`);
  });

  test("takes a string for JSON text as drizzle-kit of that version does", () => {
    expect(of(pg.jsonb().default("{}"))).toBe(version === "0.45" ? "'{}'" : `'"{}"'`);
  });

  test("takes the string of a custom type for SQL where it looks like it, as drizzle-kit of that version does", () => {
    const custom = (type: string, value: string) =>
      of(
        pg
          .customType({ dataType: () => type })("c")
          .default(value),
      );
    const words = "to_tsvector('english'::regconfig, 'a word'::text)";
    const isSql = version === "1.0";

    expect(custom("tsvector", words)).toBe(isSql ? `(${words})` : `'${words.replaceAll("'", "''")}'`);
    expect(custom("citext", "'it''s'::citext")).toBe(isSql ? "('it''s'::citext)" : "'''it''''s''::citext'");
    expect(custom("citext", "it's")).toBe("'it''s'");
    expect(custom("geography", "POINT(1 2)")).toBe("'POINT(1 2)'");
    expect(custom("varchar(9)", "now()")).toBe("'now()'");
  });

  test("leaves what the client does to the client", () => {
    expect(of(pg.text().$default(() => "x"))).toBeUndefined();
    expect(of(pg.text().$onUpdate(() => "x"))).toBeUndefined();
  });

  test.each([
    ["a function", pg.text().default((() => "x") as never)],
    ["an invalid Date", pg.timestamp().default(new Date("x"))],
    ["a bigint within JSON", pg.jsonb().default({ a: 1n })],
  ])("refuses %s, naming the column", (_, builder) => {
    expect(() => of(builder)).toThrow(/^the default of column "c" is /);
  });

  test("refuses an array that only the other version understands", () => {
    if (version === "1.0") expect(() => of(pg.text().array(3).default([]))).toThrow(/takes "\[\]"/);
    else expect(of(pg.text().array(3).default([]))).toBe("'{}'");
  });
});
