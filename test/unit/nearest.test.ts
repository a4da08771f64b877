import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "../../src/nearest.ts";

describe("nearest", () => {
  it.each([
    ["migratons", "migrations"],
    ["Models", "models"],
    ["statSchema", "stateSchema"],
    ["databse", "database"],
  ])("%s most likely means %s", (word, meant) => {
    expect(nearest(word, ["models", "migrations", "database", "stateSchema", "scratch"])).toBe(meant);
  });

  it("finds nothing for a word that is like none of them", () => {
    expect(nearest("frobnicate", ["models", "migrations"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });

  it("finds a word itself, whatever else there is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(fc.string()), (word, others) => {
        expect(nearest(word, [...others, word])?.toLowerCase()).toBe(word.toLowerCase());
      }),
    );
  });
});
