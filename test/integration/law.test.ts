// The law: for any two schemas, `up` turns one into the other and `down` back; nothing phantom, no row lost needlessly.
import { expect, test } from "vitest";
import { serverUrl, serverVersion } from "../support/database.ts";
import { searchFailures } from "../support/law/search.ts";

/** The same changes each time: `npm run fuzz` is for new ones. */
const seed = 15_200;

test(`any change of any schema leads there and back (seed ${seed})`, async () => {
  const found = await searchFailures(serverUrl, serverVersion, { seed, runs: 20, ms: 20_000 });
  expect(found.failures.join("\n")).toBe("");
  expect(found.refused).toEqual([]);
});
