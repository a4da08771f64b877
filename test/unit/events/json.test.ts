import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isVarveError } from "../../../src/errors.ts";
import { completeLimits, defaultJsonLimits, serializeJson } from "../../../src/events/json.ts";

const limits = (changed: Partial<typeof defaultJsonLimits>) => ({ ...defaultJsonLimits, ...changed });

function fault(value: unknown, bounds = defaultJsonLimits) {
  try {
    serializeJson(value, bounds);
  } catch (error) {
    if (isVarveError(error)) return { code: error.code, ...error.details };
    throw error;
  }
  return "accepted";
}

const nested = (depth: number) => {
  const root: Record<string, unknown> = {};
  let inner = root;
  for (let level = 1; level < depth; level += 1) inner = inner.a = {} as Record<string, unknown>;
  return root;
};

const hidden = (value: object) => Object.defineProperty(value, "toJSON", { value: () => "other" });

class Money {
  amount = 5;
}

describe("serializeJson", () => {
  it("gives the text that JSON.stringify gives, but for integers beyond 2^53 and the key __proto__", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const result = fault(value);
        if (result === "accepted") expect(serializeJson(value)).toBe(JSON.stringify(value));
        else if (!JSON.stringify(value).includes('"__proto__":'))
          expect(result).toMatchObject({ reason: "number" });
      }),
    );
  });

  it("leaves undefined properties out and turns -0 into 0", () => {
    expect(serializeJson({ a: undefined, b: -0, c: { d: undefined }, e: 1 })).toBe('{"b":0,"c":{},"e":1}');
  });

  it("takes objects without a prototype and one object in two places", () => {
    const inner = Object.assign(Object.create(null), { x: 1 });
    expect(serializeJson({ a: inner, b: [inner] })).toBe('{"a":{"x":1},"b":[{"x":1}]}');
  });

  it.each<[string, unknown, string, string]>([
    ["a string as the root", "text", "", "root"],
    ["an array as the root", [], "", "root"],
    ["null as the root", null, "", "root"],
    ["undefined as the root", undefined, "", "root"],
    ["a Date as the root", new Date(0), "", "type"],
    ["NaN", { a: { b: Number.NaN } }, "/a/b", "number"],
    ["Infinity, which JSON.parse makes of 1e400", JSON.parse('{"a":[1,1e400]}'), "/a/1", "number"],
    ["an integer that lost digits", { id: 2 ** 53 }, "/id", "number"],
    ["a large negative integer", { id: -(2 ** 53) }, "/id", "number"],
    ["a bigint", { a: 1n }, "/a", "type"],
    ["a function", { a: () => 1 }, "/a", "type"],
    ["toJSON", { a: { toJSON: () => "other" } }, "/a/toJSON", "type"],
    ["a toJSON that is not enumerable", { a: hidden({ b: 1 }) }, "/a", "type"],
    ["a toJSON of the root", hidden({ b: 1 }), "", "type"],
    ["a toJSON of an array", { a: hidden([1]) }, "/a", "type"],
    ["the match of a regular expression", { a: [/b/.exec("b")] }, "/a/0", "type"],
    ["an array with a name beside its elements", { a: Object.assign([1], { b: 2 }) }, "/a", "type"],
    ["a symbol", { a: Symbol("s") }, "/a", "type"],
    ["a symbol as a key", { a: { [Symbol("s")]: 1 } }, "/a", "key"],
    ["undefined in an array", { a: [1, undefined] }, "/a/1", "undefined"],
    ["a hole in an array", { a: Object.assign([1], { 2: 3 }) }, "/a/1", "undefined"],
    ["a giant sparse array", { a: new Array(2 ** 32 - 1) }, "/a/0", "undefined"],
    ["a Date", { a: new Date(0) }, "/a", "type"],
    ["a Map", { a: new Map() }, "/a", "type"],
    ["a Set", { a: new Set() }, "/a", "type"],
    ["bytes", { a: new Uint8Array(2) }, "/a", "type"],
    ["a boxed string", { a: new String("x") }, "/a", "type"],
    ["an instance of a class", { a: new Money() }, "/a", "type"],
    ["an object with a prototype of its own", { a: Object.create({ b: 1 }) }, "/a", "type"],
    ["a NUL in a string", { a: { b: "x\0y" } }, "/a/b", "text"],
    ["half a surrogate pair", { a: "\ud800" }, "/a", "text"],
    ["a reversed surrogate pair", { a: ["\udc00\ud800"] }, "/a/0", "text"],
    ["a NUL in a key", { a: { "x\0y": 1 } }, "/a", "key"],
    ["half a surrogate pair in a key", { a: { "\udfff": 1 } }, "/a", "key"],
    ["__proto__ as a key", JSON.parse('{"a":{"__proto__":{"admin":true}}}'), "/a", "key"],
    ["a key that is too long", { a: { ["k".repeat(1_025)]: 1 } }, "/a", "key"],
  ])("refuses %s and says where", (_name, value, path, reason) => {
    expect(fault(value)).toEqual({ code: "EVENT_INVALID", path, reason });
  });

  it("escapes the path as RFC 6901 says", () => {
    expect(fault({ "a/b": { "~": [Number.NaN] } })).toMatchObject({ path: "/a~1b/~0/0" });
  });

  it("refuses a getter and a proxy that throw, without passing on what they said", () => {
    const getter = {
      get secret() {
        throw new Error("hunter2");
      },
    };
    const proxy = new Proxy({}, { ownKeys: () => ["a", "a"] });
    expect(fault({ a: getter })).toMatchObject({ path: "/a/secret", reason: "unreadable" });
    expect(fault({ a: proxy })).toMatchObject({ path: "/a", reason: "unreadable" });
    try {
      serializeJson({ a: getter });
    } catch (error) {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("hunter2");
    }
  });

  it("refuses a cycle, and says that it is one", () => {
    const value: Record<string, unknown> = { a: 1 };
    value.self = { list: [value] };
    expect(fault(value)).toMatchObject({ reason: "cycle" });
  });

  it("counts depth from the root, and is not hurt by a document of 100,000 levels", () => {
    expect(fault(nested(64))).toBe("accepted");
    expect(fault(nested(65))).toMatchObject({ reason: "depth", path: "/a".repeat(64) });
    expect(fault(nested(100_000))).toMatchObject({ reason: "depth" });
    const deep = limits({ maxDepth: 1e6 });
    expect(serializeJson(nested(2_000), deep)).toHaveLength(2_000 * 6 - 4);
    expect(fault(nested(100_000), deep)).toMatchObject({ reason: "depth" });
  });

  it("measures bytes of UTF-8, not characters", () => {
    expect(fault({ a: "é" }, limits({ maxBytes: 10 }))).toBe("accepted");
    expect(fault({ a: "é" }, limits({ maxBytes: 9 }))).toMatchObject({ path: "", reason: "size" });
    expect(fault({ a: "x".repeat(2_000_000) })).toMatchObject({ path: "/a", reason: "size" });
  });

  it("refuses limits that do not exist or limit nothing", () => {
    expect(() => completeLimits({ maxByte: 5 } as object)).toThrow(/maxByte/);
    expect(() => completeLimits({ maxBytes: Number.NaN })).toThrow(/maxBytes/);
    expect(completeLimits({ maxBytes: undefined } as object)).toEqual(defaultJsonLimits);
  });

  it("counts values, so that shared objects cannot grow without bound", () => {
    let value: Record<string, unknown> = { x: 1 };
    for (let level = 0; level < 40; level += 1) value = { a: value, b: value };
    expect(fault(value, limits({ maxBytes: 1e9 }))).toMatchObject({ path: "", reason: "size" });
  });

  it("cuts a path that would flood a log", () => {
    const value = { ["k".repeat(1_000)]: { a: Number.NaN } };
    expect(fault(value)).toMatchObject({ path: expect.stringMatching(/^.{500}…$/) });
  });

  it("never repeats the value in its error", () => {
    for (const secret of [2 ** 60, "hunter2\0", "\ud800hunter2"]) {
      try {
        serializeJson({ a: secret });
        expect.unreachable();
      } catch (error) {
        expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/hunter2|11529/);
      }
    }
  });

  it("either gives text that parses to an equal value or refuses, whatever it is given", () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      withUnicodeString: true,
    } as fc.ObjectConstraints);
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), anything), (value) => {
        let text: string;
        try {
          text = serializeJson(value);
        } catch (error) {
          expect(isVarveError(error) && error.code).toBe("EVENT_INVALID");
          return;
        }
        expect(JSON.parse(text)).toEqual(withoutNegativeZero(value));
      }),
      { numRuns: 300 },
    );
  });
});

function withoutNegativeZero(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutNegativeZero(inner)]));
  }
  return value === 0 ? 0 : value;
}
