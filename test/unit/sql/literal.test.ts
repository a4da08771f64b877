import { expect, test } from "vitest";
import { arrayText, renderLiteral } from "../../../src/sql/literal.ts";

test.each([
  [null, "NULL"],
  [undefined, "NULL"],
  [true, "true"],
  [-1.5, "-1.5"],
  [1e21, "1e+21"],
  [Number.NaN, "'NaN'"],
  [Number.NEGATIVE_INFINITY, "'-Infinity'"],
  [9007199254740993n, "9007199254740993"],
  ["it's", "'it''s'"],
  ["a\\b", "E'a\\\\b'"],
  [new Date("2024-01-02T03:04:05.678Z"), "'2024-01-02T03:04:05.678Z'"],
  [Uint8Array.of(0, 255), "E'\\\\x00ff'"],
  [{ a: "it's" }, `'{"a":"it''s"}'`],
  [["a,b", null, "NULL", "", 'q"', [1, 2]], `E'{"a,b",NULL,"NULL","","q\\\\"",{"1","2"}}'`],
])("writes %o as %s", (value, expected) => {
  expect(renderLiteral(value)).toBe(expected);
});

test("takes an array below its dimensions for an element, and the delimiter of its type", () => {
  const point = ([x, y]: readonly number[]) => `(${x},${y})`;

  expect(
    arrayText(
      [
        [1, 2],
        [3, 4],
      ],
      (value) => point(value as number[]),
      { dimensions: 1, delimiter: ";" },
    ),
  ).toBe(`{"(1,2)";"(3,4)"}`);
});
