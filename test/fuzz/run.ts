// npm run fuzz: random changes of random schemas against the law, on a server of its own, until the time is over.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { startEmbedded, stopEmbedded } from "../../src/database/embedded.ts";
import { searchFailures } from "../support/law/search.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "Infinity" },
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    pg: { type: "string", default: "18" },
  },
});
const [runs, seconds, seed, version] = [values.runs, values.seconds, values.seed, values.pg].map(Number);
const budget = { runs: runs as number, ms: (seconds as number) * 1000, seed: seed as number };

const settings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" };
const directory = await mkdtemp(path.join(tmpdir(), "varve-fuzz-"));
try {
  const { url } = await startEmbedded({ directory, version: version as number, settings });
  const { checked, failures, refused } = await searchFailures(url, version as number, {
    ...budget,
    onFailure: console.log,
  });
  console.log(
    `PostgreSQL ${version}, seed ${seed}: ${checked} changes checked, ${failures.length} failures, ${refused.length} not accepted by PostgreSQL`,
  );
  for (const message of new Set(refused)) console.log(message);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await stopEmbedded(directory);
  await rm(directory, { recursive: true });
}
