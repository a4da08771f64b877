// Runs that do not come to their end: killed, stopped by Ctrl-C, out of disk, cut off from the server. What they leave
// behind is what they record, and running the command again finishes the work.
import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { startEmbedded, stopEmbedded } from "../../src/database/embedded.ts";
import type { CliResult } from "../support/cli.ts";
import { createTestDatabase, serverUrl, type TestDatabase } from "../support/database.ts";
import { query } from "../support/migrations.ts";
import {
  type CliProject,
  configText,
  createCliProject,
  modelText,
  revisionText,
} from "../support/refusal.ts";
import { createRole } from "../support/role.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const tables = async (url = database.url) =>
  (
    await query(
      url,
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    )
  ).flat();
const heads = async (url = database.url) => (await query(url, "SELECT revision FROM varve.heads")).flat();
/** Two revisions; the second makes a table, then takes its time. */
const slowly = {
  "models/a.ts": modelText("a", "b"),
  "migrations/aaa.ts": revisionText("aaa", {
    up: ["CREATE TABLE a (id integer PRIMARY KEY)"],
    down: ["DROP TABLE a"],
  }),
  "migrations/bbb.ts": revisionText("bbb", {
    revises: ["aaa"],
    up: ["CREATE TABLE b (id integer PRIMARY KEY)", "SELECT pg_sleep(3)"],
    down: ["DROP TABLE b"],
  }),
};

/** Begins the words, and calls `act` once the server runs the statement. Gives what the run printed with `--json`. */
async function begin(
  project: CliProject,
  words: readonly string[],
  { url = database.url, running = "SELECT pg_sleep%", act }: BeginOptions,
): Promise<CliResult> {
  let hasEnded = false;
  const isRunning = async () => {
    const sql = `SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE '${running}' AND pid <> pg_backend_pid()`;
    return hasEnded || (await query(url, sql)).length > 0;
  };
  let done: Promise<unknown> | undefined;
  const result = await project.run([...words, "--json"], {
    onStart(pid) {
      done = vi
        .waitUntil(isRunning, { timeout: 40_000, interval: 20 })
        .then(() => (hasEnded ? undefined : act(pid)));
    },
  });
  hasEnded = true;
  await done;
  return result;
}

interface BeginOptions {
  url?: string;
  /** A pattern of LIKE. */
  running?: string;
  act: (pid: number) => Promise<unknown>;
}

describe("upgrade, killed in the middle", () => {
  it("leaves what was committed, and goes on from there", async () => {
    const project = createCliProject(database.url, slowly);
    const killed = await begin(project, ["upgrade"], { act: async (pid) => process.kill(pid, "SIGKILL") });
    expect(killed).toMatchObject({ exitCode: null, stdout: "" });
    expect([await heads(), await tables()]).toEqual([["aaa"], ["a"]]);

    expect(await project.succeed(["upgrade"])).toMatchObject({ steps: [{ id: "bbb" }], heads: ["bbb"] });
    expect([await heads(), await tables()]).toEqual([["bbb"], ["a", "b"]]);
    expect(await query(database.url, "SELECT revision, direction FROM varve.history ORDER BY id")).toEqual([
      ["aaa", "up"],
      ["bbb", "up"],
    ]);
    await project.succeed(["check"]);
    await project.succeed(["downgrade", "base"]);
    expect(await tables()).toEqual([]);
  });

  it("goes on at the exact step of a revision that needs several transactions", async () => {
    const project = createCliProject(database.url, {
      "migrations/aaa.ts": revisionText("aaa", {
        up: [
          "CREATE TABLE a (id integer)",
          "CREATE INDEX CONCURRENTLY a_id ON a (id)",
          "SELECT pg_sleep(3)",
          "CREATE TABLE b (id integer)",
        ],
        down: ["DROP TABLE b", "DROP INDEX CONCURRENTLY a_id", "DROP TABLE a"],
      }),
    });
    await begin(project, ["upgrade"], { act: async (pid) => process.kill(pid, "SIGKILL") });
    expect([await heads(), await tables()]).toEqual([[], ["a"]]);
    await project.refuse(["downgrade", "base"], { code: "REVISION_UNFINISHED", hint: /varve upgrade aaa/ });
    expect(await project.succeed(["upgrade"])).toMatchObject({ steps: [{ id: "aaa" }], heads: ["aaa"] });
    expect([await heads(), await tables()]).toEqual([["aaa"], ["a", "b"]]);
    await project.succeed(["downgrade", "base"]);
    expect([await heads(), await tables()]).toEqual([[], []]);
  });
});

describe.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s", (signal, exitCode) => {
  it("stops an upgrade, which is rolled back and can be run again", async () => {
    const project = createCliProject(database.url, slowly);
    const { stdout, exitCode: ended } = await begin(project, ["upgrade"], {
      act: async (pid) => process.kill(pid, signal),
    });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { code: "INTERRUPTED", hint: expect.stringContaining("Run it again"), details: { signal } },
    });
    expect(ended).toBe(exitCode);
    expect([await heads(), await tables()]).toEqual([["aaa"], ["a"]]);
    expect(
      await query(
        database.url,
        "SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND pid <> pg_backend_pid() AND state = 'active'",
      ),
    ).toEqual([]);
    expect(await project.succeed(["upgrade"])).toMatchObject({ heads: ["bbb"] });
  });
});

describe("Ctrl-C", () => {
  it.each([["revision", "-m", "x"], ["check"]])(
    "stops %s without leaving a file or a scratch database",
    async (...words) => {
      const role = await createRole(database, "CREATEDB");
      const project = createCliProject(role.url, {
        "varve.config.ts": configText("", "./models/*.sql"),
        "models/a.sql": "CREATE TABLE a (id integer);\nSELECT pg_sleep(20);\n",
      });
      const { stdout, exitCode } = await begin(project, words, {
        url: serverUrl,
        running: "%SELECT pg_sleep(20)%",
        act: async (pid) => process.kill(pid, "SIGINT"),
      });
      expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: "INTERRUPTED" } });
      expect(exitCode).toBe(130);
      expect(readdirSync(project.root)).not.toContain("migrations");
      expect(await role.databases()).toEqual([]);
    },
  );
});

describe("a lost connection during upgrade", () => {
  it("is told, leaves nothing half done, and the run can be repeated", async () => {
    const project = createCliProject(database.url, slowly);
    const { stdout, exitCode } = await begin(project, ["upgrade"], {
      act: () =>
        query(
          serverUrl,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND pid <> pg_backend_pid()",
        ),
    });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: {
        code: "CONNECTION_LOST",
        message: expect.stringMatching(/bbb.*step 2 of 2[\s\S]*rolled back/),
        hint: expect.stringMatching(/again/),
        details: { revision: "bbb", step: 2 },
      },
    });
    expect(exitCode).toBe(1);
    expect([await heads(), await tables()]).toEqual([["aaa"], ["a"]]);
    expect(await project.succeed(["upgrade"])).toMatchObject({ heads: ["bbb"] });
  });

  it("may be the end of the server, which is started again", async () => {
    const directory = path.join(mkdtempSync(path.join(tmpdir(), "varve-restarted-")), ".varve");
    onTestFinished(async () => {
      await stopEmbedded(directory);
      rmSync(path.dirname(directory), { recursive: true });
    });
    const { url } = await startEmbedded({ directory });
    const project = createCliProject(url, slowly);
    const { stdout } = await begin(project, ["upgrade"], { url, act: () => stopEmbedded(directory) });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { code: "CONNECTION_LOST", hint: expect.stringMatching(/again/) },
    });
    expect(stdout).not.toContain(new URL(url).password);
    await project.refuse(["upgrade"], { code: "DATABASE_UNREACHABLE", secret: new URL(url).password });

    const restarted = (await startEmbedded({ directory })).url;
    expect([await heads(restarted), await tables(restarted)]).toEqual([["aaa"], ["a"]]);
    const upgraded = await project.succeed(["upgrade", "--url", restarted]);
    expect(upgraded).toMatchObject({ steps: [{ id: "bbb" }], heads: ["bbb"] });
  });
});

describe("a full disk during upgrade", () => {
  const filling = (sql: string) => ({
    "migrations/aaa.ts": revisionText("aaa", { up: ["CREATE TABLE a (id integer)"], down: ["DROP TABLE a"] }),
    "migrations/bbb.ts": revisionText("bbb", {
      revises: ["aaa"],
      up: ["CREATE TABLE b (id integer)", sql],
      down: ["DROP TABLE b"],
    }),
  });
  const expectDiskFull = async (project: CliProject) => {
    await project.refuse(["upgrade"], {
      code: "DISK_FULL",
      message: /bbb.*step 2 of 2[\s\S]*rolled back/,
      hint: /Make room on the disk/,
    });
    expect([await heads(), await tables()]).toEqual([["aaa"], ["a"]]);
  };

  it("is what PostgreSQL calls 53100", async () => {
    const raise =
      "DO $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$";
    const project = createCliProject(database.url, filling(raise));
    await expectDiskFull(project);
    project.write("migrations/bbb.ts", filling("SELECT 1")["migrations/bbb.ts"]);
    expect(await project.succeed(["upgrade"])).toMatchObject({ heads: ["bbb"] });
  });

  it.skipIf(!mayMount())(
    "that is really full: roll back, make room, run again (skipped where no tmpfs can be mounted)",
    async () => {
      const disk = mountSmallDisk();
      onTestFinished(() => void execFileSync("umount", ["--lazy", disk]));
      const [row] = await query(serverUrl, "SHOW data_directory");
      const { uid, gid } = statSync(String(row?.[0]));
      chownSync(disk, uid, gid);
      await query(serverUrl, `CREATE TABLESPACE small LOCATION '${disk}'`);
      onTestFinished(async () => {
        await database.drop();
        await query(serverUrl, "DROP TABLESPACE small");
      });
      const rows =
        "CREATE TABLE c TABLESPACE small AS SELECT repeat(md5(i::text), 20) FROM generate_series(1, 20000) AS i";
      const project = createCliProject(database.url, filling(rows));
      await expectDiskFull(project);
      execFileSync("mount", ["-o", "remount,size=64m", disk]);
      expect(await project.succeed(["upgrade"])).toMatchObject({ steps: [{ id: "bbb" }], heads: ["bbb"] });
    },
  );
});

/** A disk of 4 MB. */
function mountSmallDisk(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "varve-small-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], { stdio: "ignore" });
  return folder;
}

function mayMount(): boolean {
  try {
    execFileSync("umount", [mountSmallDisk()]);
    return true;
  } catch {
    return false;
  }
}

describe("a database at a revision that is not in the folder", () => {
  it("is refused until the file is back, or is given up by stamp --purge", async () => {
    const project = createCliProject(database.url, {
      "models/a.ts": modelText("a"),
      "migrations/aaa.ts": revisionText("aaa", {
        up: ["CREATE TABLE a (id integer PRIMARY KEY)"],
        down: ["DROP TABLE a"],
      }),
      "migrations/bbb.ts": revisionText("bbb", { revises: ["aaa"] }),
    });
    await project.succeed(["upgrade"]);
    project.remove("migrations/bbb.ts");
    for (const words of [["upgrade"], ["downgrade", "-1"], ["check"], ["revision", "-m", "x"]]) {
      await project.refuse(words, {
        code: "UNKNOWN_REVISION_APPLIED",
        message: /The database is at bbb/,
        hint: /git log.*varve stamp --purge/,
      });
    }
    expect(await project.succeed(["stamp", "--purge", "aaa"])).toMatchObject({ heads: ["aaa"] });
    await project.succeed(["check"]);
    await project.succeed(["downgrade", "base"]);
    expect(await tables()).toEqual([]);
  });
});
