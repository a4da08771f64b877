// Upgrades that are killed, cut off, or started all at once, as processes of their own. A few of each by default;
// `npm run test:crash` does it two hundred times.

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { startEmbedded, stopEmbedded } from "../../src/database/embedded.ts";
import { runCliJson } from "../support/cli.ts";
import { createTestDatabase, serverVersion } from "../support/database.ts";
import { createManyRevisions, expectManyApplied, lastOfMany } from "../support/many-revisions.ts";
import { query } from "../support/migrations.ts";
import { hasPgBouncer, startPgBouncer } from "../support/pgbouncer.ts";

const disturbances = Number(process.env.VARVE_TEST_KILLS ?? 6);
const races = Number(process.env.VARVE_TEST_RACES ?? 2);
/** Which of its two connections an upgrade misses first is a matter of chance. */
const lostCodes = ["CONNECTION_LOST", "RUNNER_LOCK_LOST"];
const timeoutMs = 300_000 + disturbances * 15_000;

let folder: string;
beforeAll(async () => {
  folder = await createManyRevisions();
});

/** What happens to an upgrade at work: its process, and the database as it is without a pooler. */
type Disturb = (pid: number, direct: string) => Promise<void>;

interface Disturbed {
  /** Codes of the runs that failed. */
  readonly codes: Set<string>;
}

/** Disturbs upgrades of fresh databases, a few times each; then one more run must bring each to its head, whole. */
async function disturbUpgrades(
  disturb: Disturb,
  through: (direct: string) => string = (direct) => direct,
): Promise<Disturbed> {
  const codes = new Set<string>();
  for (let left = disturbances; left > 0; ) {
    const database = await createTestDatabase();
    const upgrade = (onStart?: (pid: number) => void) =>
      runCliJson(["upgrade", "--url", through(database.url)], {
        cwd: folder,
        ...(onStart && { onStart }),
      }).catch(() => ({ exitCode: null, document: undefined }));
    for (let tries = Math.ceil(Math.random() * 6); tries > 0 && left > 0; tries -= 1, left -= 1) {
      let disturbing: Promise<void> | undefined;
      const { document } = await upgrade((pid) => {
        disturbing = whenAtWork(database.url).then(() => disturb(pid, database.url));
      });
      await disturbing;
      if (document?.ok === true) break;
      if (document !== undefined) codes.add(document.error.code);
    }
    expect((await upgrade()).document).toMatchObject({ ok: true, heads: [lastOfMany] });
    await expectManyApplied(database.url);
    await database.drop();
  }
  return { codes };
}

/** Resolves when an upgrade holds the runner's lock, and some hundredths of a second later. */
async function whenAtWork(url: string): Promise<void> {
  const atWork =
    "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'varve upgrade lock%'";
  for (let look = 0; look < 100; look += 1) {
    if (((await query(url, atWork))[0]?.[0] as number) > 0) break;
    await sleep(20);
  }
  await sleep(Math.random() * 700);
}

const kill: Disturb = async (pid) => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was done before.
  }
};

describe("an upgrade is at head after one more run, everything once and nothing invalid,", () => {
  it(
    `after SIGKILL at random moments (${disturbances})`,
    async () => {
      await disturbUpgrades(kill);
    },
    timeoutMs,
  );

  it.skipIf(!hasPgBouncer)(
    `after SIGKILL behind PgBouncer in transaction mode (needs Debian's package pgbouncer; ${disturbances})`,
    async () => {
      const { url, drop } = await createTestDatabase();
      const pooler = await startPgBouncer(url);
      const { port } = new URL(pooler.url);
      await disturbUpgrades(kill, (direct) => Object.assign(new URL(direct), { port }).href);
      await pooler.stop();
      await drop();
    },
    timeoutMs,
  );

  it(
    `after one of its connections is cut by the server (${disturbances})`,
    async () => {
      const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'varve upgrade%' ORDER BY random() LIMIT 1`;
      const { codes } = await disturbUpgrades(async (_, direct) => void (await query(direct, cut)));
      expect([...codes].filter((code) => !lostCodes.includes(code))).toEqual([]);
    },
    timeoutMs,
  );

  it("after its server is killed and started again", async () => {
    // A server of its own, which nobody else works on.
    const directory = await mkdtemp(path.join(tmpdir(), "varve-restart-"));
    const start = (settings: Record<string, string> = {}) =>
      startEmbedded({ directory, version: serverVersion, settings });
    const { url, port, pid } = await start();
    const running = runCliJson(["upgrade", "--url", url], { cwd: folder });
    await whenAtWork(url);
    // An immediate shutdown: no checkpoint, recovery when it starts.
    process.kill(pid, "SIGQUIT");
    const { document } = await running;
    if (document.ok === false) expect(lostCodes).toContain(document.error?.code);
    await start({ port: String(port) });
    const after = await runCliJson(["upgrade", "--url", url], { cwd: folder });
    expect(after.document).toMatchObject({ ok: true, heads: [lastOfMany] });
    await expectManyApplied(url);
    await stopEmbedded(directory);
  });
});

it(
  `five upgrades at once on a fresh database: each revision is applied once (${races} times)`,
  async () => {
    for (let race = 0; race < races; race += 1) {
      const database = await createTestDatabase();
      const runs = await Promise.all(
        Array.from({ length: 5 }, () => runCliJson(["upgrade", "--url", database.url], { cwd: folder })),
      );
      expect(runs.map(({ exitCode, document }) => [exitCode, document.heads])).toEqual(
        runs.map(() => [0, [lastOfMany]]),
      );
      expect(runs.map(({ document }) => document.steps.length).sort((a, b) => a - b)).toEqual([
        0, 0, 0, 0, 40,
      ]);
      await expectManyApplied(database.url);
      await database.drop();
    }
  },
  60_000 + races * 30_000,
);
