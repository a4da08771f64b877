// The law: for any two schemas, `up` turns one into the other and `down` back; nothing phantom, no row lost needlessly.
import { expect, test } from "vitest";
import { serverUrl, serverVersion } from "../support/database.ts";
import { searchFailures } from "../support/law/search.ts";

test("any change of any schema leads there and back", async () => {
  // The same changes each time: `npm run fuzz` is for new ones.
  const found = await searchFailures(serverUrl, serverVersion, { seed: 15_200, runs: 20, ms: 20_000 });
  expect(found.failures.join("\n")).toBe("");
  expect(found.refused).toEqual([]);
});
