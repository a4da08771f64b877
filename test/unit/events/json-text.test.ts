import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isVarveError } from "../../../src/errors.ts";
import { parseEventJson } from "../../../src/events/json-text.ts";

function fault(text: string, limits = {}) {
  try {
    parseEventJson(text, limits);
  } catch (error) {
    if (isVarveError(error)) return { code: error.code, ...error.details };
    throw error;
  }
  return "accepted";
}

describe("parseEventJson", () => {
  it("gives what JSON.parse gives, for everything JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, 4), (value, indent) => {
        expect(parseEventJson(JSON.stringify(value, null, indent))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it.each([
    "9007199254740991",
    "-0",
    "0.1",
    "0.10",
    "1e2",
    "0.10000000000000001",
    "37.774929499999999",
    "6.02214076e23",
    "5e-324",
    "1.7976931348623157e308",
    `1${"0".repeat(300)}`,
    "0.1000000000000000055511151231257827021181583404541015625",
    "0.0e-999999",
  ])("takes the number %s", (literal) => {
    expect(fault(`{"a":${literal}}`)).toBe("accepted");
  });

  it.each([
    "9007199254740993",
    "12345678901234567890",
    "1e400",
    "-1e400",
    "1e-400",
    "3.14159265358979323846",
    "99999999999999999",
    `0.${"0".repeat(400)}1`,
  ])("refuses the number %s, which would lose digits", refusesNumber);

  it("refuses a number of 400,000 digits at once", () => refusesNumber(`1${"0".repeat(400_000)}1`));

  function refusesNumber(literal: string) {
    expect(fault(`{"a":[true,{"b":"9007199254740993"},${literal}]}`)).toEqual({
      code: "EVENT_INVALID",
      path: "/a/2",
      reason: "number",
    });
  }

  it("takes every number that JavaScript itself writes", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e308, max: 1e308 }), fc.nat(16), (number, digits) => {
        expect(fault(`{"a":${number}}`)).toBe("accepted");
        expect(fault(`{"a":${number.toPrecision(digits + 1)}}`)).toBe("accepted");
      }),
    );
  });

  it.each([
    ['{"a":{"b":1,"c":{},"b":2}}', "/a"],
    ['{"x":[1,{"a":1,"\\u0061":2}]}', "/x/1"],
    ['{"a":1,"a":1}', ""],
  ])("refuses one key twice: %s", (text, path) => {
    expect(fault(text)).toEqual({ code: "EVENT_INVALID", path, reason: "key" });
  });

  it("takes one key in two objects", () => {
    expect(fault('{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":","}}')).toBe("accepted");
  });

  it.each([
    ...[
      "",
      "{",
      "{'a':1}",
      '{"a":1,}',
      "undefined",
      '{"a":hunter2}',
      "\ufeff{}",
      '"',
      '{"a',
      '{"\\',
      '{"\\x":1}',
    ],
    ...["}", '}{"a":1', '{]"a":1}', "1e", '{"a":--1}', '{"a":1.2.3.4.5.6.7.8.9.1.2}', "{,,,}", '{"a" "b"}'],
  ])("refuses text that is not JSON: %s", (text) => {
    expect(fault(text)).toMatchObject({ code: "EVENT_INVALID", reason: "syntax" });
    expect(() => parseEventJson(text)).not.toThrow(/hunter2/);
  });

  it("reads bytes as text, and refuses those that are not UTF-8", () => {
    const bytes = new TextEncoder().encode('{"a":"é","b":"\u{1f600}"}');
    expect(parseEventJson(bytes)).toEqual({ a: "é", b: "\u{1f600}" });
    expect(parseEventJson(bytes.buffer)).toEqual({ a: "é", b: "\u{1f600}" });
    const badBytes = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]];
    for (const bad of badBytes) {
      const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bad), Buffer.from('"}')]);
      expect(() => parseEventJson(body)).toThrow(
        expect.objectContaining({ code: "EVENT_INVALID", details: { path: "", reason: "text" } }),
      );
    }
    expect(() => parseEventJson(Buffer.from('\ufeff{"a":1}'))).toThrow(/not JSON/);
  });

  it.each(["[]", '"text"', "1", "null"])("refuses %s, which is no object", (text) => {
    expect(fault(text)).toMatchObject({ reason: "root", path: "" });
  });

  it("refuses text that is too large or too deep, before it is read", () => {
    expect(fault(`{"a":"${"x".repeat(1_048_576)}"}`)).toMatchObject({ reason: "size" });
    expect(fault(`{"a":"éé"}`, { maxBytes: 11 })).toMatchObject({ reason: "size" });
    expect(fault(`{"a":${"[".repeat(400_000)}`)).toMatchObject({ reason: "depth" });
    const deep = `{"a":${"[".repeat(400_000)}${"]".repeat(400_000)}}`;
    expect(fault(deep)).toMatchObject({ reason: "depth", path: `/a${"/0".repeat(63)}` });
  });
});
