import fc from "fast-check";
import { expect, test } from "vitest";
import { truncateIdentifier } from "../../../src/sql/identifier.ts";

test("keeps a name of up to 63 bytes", () => {
  expect(truncateIdentifier("x".repeat(63))).toBe("x".repeat(63));
});

test("cuts longer names to 63 bytes, never within a character", () => {
  expect(truncateIdentifier("x".repeat(64))).toBe("x".repeat(63));
  expect(truncateIdentifier(`${"x".repeat(62)}é`)).toBe("x".repeat(62));
  expect(truncateIdentifier("🌲".repeat(16))).toBe("🌲".repeat(15));
});

test("gives the longest beginning that fits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 20, maxLength: 90 }), (name) => {
      const cut = truncateIdentifier(name);
      const next = [...name.slice(cut.length)][0] ?? "";

      expect(name.startsWith(cut)).toBe(true);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(63);
      if (next !== "") expect(Buffer.byteLength(cut + next)).toBeGreaterThan(63);
    }),
  );
});
