import { describe, expect, it } from "vitest";
import { countApplied } from "../../../src/adoption/applied-migrations.ts";
import type { DrizzleMigration } from "../../../src/adoption/drizzle-migrations.ts";

const migration = (when: number, ...hashes: string[]): DrizzleMigration => ({
  tag: `000${when}`,
  file: `/drizzle/000${when}.sql`,
  when,
  text: "",
  hashes,
});
const three = [migration(1, "a", "a-unix"), migration(2, "b"), migration(3, "c")];

describe("what is applied of drizzle-kit's migrations", () => {
  it.each([
    [[], 0],
    [[{ hash: "a", when: 1 }], 1],
    [
      [
        { hash: "b", when: 2 },
        { hash: "a-unix", when: 1 },
      ],
      2,
    ],
    [
      [
        { hash: "a", when: 0 },
        { hash: "b", when: 0 },
        { hash: "c", when: 0 },
      ],
      3,
    ],
  ])("%j: the first %d", (rows, count) => {
    expect(countApplied(three, rows)).toBe(count);
  });

  it("tells two empty migrations of one hash apart by their time", () => {
    const twins = [migration(1, "e"), migration(2, "e")];
    expect(countApplied(twins, [{ hash: "e", when: 1 }])).toBe(1);
    expect(() => countApplied(twins, [{ hash: "e", when: 2 }])).toThrow(/not 0001/);
  });

  it.each([
    ["is not in the folder", [{ hash: "x", when: 9 }]],
    ["was changed since", [{ hash: "x", when: 2 }]],
    [
      "passes over",
      [
        { hash: "a", when: 1 },
        { hash: "c", when: 3 },
      ],
    ],
    [
      "is not in the folder",
      [
        { hash: "a", when: 1 },
        { hash: "a", when: 1 },
      ],
    ],
  ])("is refused when a row %s", (_, rows) => {
    expect(() => countApplied(three, rows)).toThrowError(
      expect.objectContaining({ code: "DRIZZLE_STATE_UNKNOWN" }),
    );
  });
});
