import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli, runCliJson } from "../support/cli.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { query } from "../support/migrations.ts";

const kills = Number(process.env.VARVE_TEST_KILLS ?? 6);
const revisions = 40;

let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "varve-kill-"));
  await mkdir(path.join(folder, "migrations"));
  await mkdir(path.join(folder, "node_modules"));
  await symlink(path.join(import.meta.dirname, "../.."), path.join(folder, "node_modules/varve"));
  await writeFile(path.join(folder, "varve.config.mjs"), 'export default { models: ["./none.ts"] };');
  for (let index = 0; index < revisions; index += 1) {
    await writeFile(path.join(folder, "migrations", `${idOf(index)}_kill.mjs`), revisionText(index));
  }
});
afterEach(() => database.drop());

const idOf = (index: number) => `r${String(index).padStart(3, "0")}`;

/** A table with rows; every third revision builds an index beside them, every fourth changes the rows in batches. */
function revisionText(index: number): string {
  const table = `t${index}`;
  const steps = [
    `sql\`CREATE TABLE ${table} (id int PRIMARY KEY, n int NOT NULL)\``,
    `sql\`INSERT INTO ${table} SELECT g, 0 FROM generate_series(1, 300) g\``,
    ...(index % 3 === 0 ? [`sql\`CREATE INDEX CONCURRENTLY ${table}_n ON ${table} (n)\``] : []),
    ...(index % 4 === 0 ? [`backfill({ table: "${table}", set: { n: "n + 1" }, batchSize: 50 })`] : []),
    ...(index % 5 === 0
      ? [`run(async ({ session }) => { await session.execute("UPDATE ${table} SET n = n + 10"); })`]
      : []),
  ];
  return `import { backfill, revision, run, sql } from "varve/migrations";
export default revision({ id: "${idOf(index)}", revises: [${index === 0 ? "" : `"${idOf(index - 1)}"`}], message: "kill",
  createdAt: "2026-01-01T00:00:00Z", up: [${steps.join(", ")}], down: [sql\`DROP TABLE ${table}\`] });`;
}

const atWork =
  "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'varve upgrade lock%'";

/** Waits until the process has begun, then some hundredths of a second more. */
async function killAtWork(pid: number): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    const [[count] = []] = await query(database.url, atWork);
    if (count !== 0) break;
    await sleep(50);
  }
  await sleep(Math.random() * 500);
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was done before.
  }
}

describe("an upgrade killed with SIGKILL at random moments", () => {
  it(`is at head after one more run, everything once, nothing invalid (${kills} kills)`, async () => {
    const url = ["--url", database.url];
    for (let kill = 0; kill < kills; kill += 1) {
      let killing: Promise<void> | undefined;
      await runCli(["upgrade", ...url], {
        cwd: folder,
        onStart: (pid) => {
          killing = killAtWork(pid);
        },
      });
      await killing;
    }
    // A backend whose client died may still be at work.
    await sleep(200);
    const { document } = await runCliJson(["upgrade", ...url], { cwd: folder });
    expect(document).toMatchObject({ ok: true, heads: [idOf(revisions - 1)] });
    const expected = Array.from({ length: revisions }, (_, index) => [
      `t${index}`,
      300,
      (index % 4 === 0 ? 1 : 0) + (index % 5 === 0 ? 10 : 0),
    ]);
    for (const [table, count, n] of expected) {
      expect([
        table,
        ...(await query(database.url, `SELECT count(*)::int, min(n), max(n) FROM ${table}`)).flat(),
      ]).toEqual([table, count, n, n]);
    }
    const invalid = "SELECT count(*)::int FROM pg_index WHERE NOT indisvalid OR NOT indisready";
    expect(await query(database.url, invalid)).toEqual([[0]]);
    const built = "SELECT count(*)::int FROM pg_class WHERE relkind = 'i' AND relname LIKE 't%\\_n%'";
    expect(await query(database.url, built)).toEqual([[Math.ceil(revisions / 3)]]);
    const history =
      "SELECT count(*)::int, count(DISTINCT revision)::int, count(*) FILTER (WHERE finished_at IS NULL)::int FROM varve.history";
    expect(await query(database.url, history)).toEqual([[revisions, revisions, 0]]);
  }, 180_000);
});
