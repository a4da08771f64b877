// The law: for any two schemas, `up` turns one into the other and `down` back; nothing phantom, no row lost needlessly.
// `npm run fuzz` looks for longer.
import { expect, test } from "vitest";
import { serverUrl, serverVersion } from "../support/database.ts";
import { searchFailures } from "../support/law/search.ts";

test("any change of any schema leads there and back", async () => {
  const seed = Number(process.env.VARVE_SEED ?? Date.now() % 2 ** 31);
  console.log(`VARVE_SEED=${seed}`);
  const found = await searchFailures(serverUrl, serverVersion, { seed, runs: 200, ms: 20_000 });
  expect(found.failures.join("\n")).toBe("");
  expect(found.refused).toEqual([]);
});
