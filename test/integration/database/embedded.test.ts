import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, withClient } from "../../../src/database/connect.ts";
import {
  type EmbeddedServer,
  embeddedStatus,
  removeEmbedded,
  startEmbedded,
  stopEmbedded,
} from "../../../src/database/embedded.ts";
import { formatUrl, parseUrl } from "../../../src/database/url.ts";
import { serverVersion } from "../../support/database.ts";
import { spawnScript } from "../../support/spawn-script.ts";

let project: string;
let directory: string;
const isRoot = process.getuid?.() === 0;
/** Others may pass through every folder above: a user other than root can run the binaries in node_modules. */
const isOpenToOthers = foldersAbove(import.meta.dirname).every((folder) => statSync(folder).mode & 0o001);

beforeEach(async () => {
  // Only its owner may enter a folder made by mkdtemp.
  project = await mkdtemp(path.join(tmpdir(), "project-"));
  directory = path.join(project, ".varve");
});

afterEach(async () => {
  await stopEmbedded(directory);
  await rm(project, { recursive: true });
});

const start = () => startEmbedded({ directory, version: serverVersion });

async function query(server: EmbeddedServer, sql: string): Promise<Record<string, unknown>[]> {
  return await withClient(server.url, async (client) => (await client.query(sql)).rows);
}

function foldersAbove(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)];
}

async function startInAnotherProcess(): Promise<EmbeddedServer & { reused: boolean }> {
  const child = await spawnScript("embedded-starter", [directory, String(serverVersion)]);
  return JSON.parse(await text(child.stdout));
}

test("keeps its data while it is stopped", async () => {
  await query(await start(), "CREATE TABLE kept AS SELECT 7 AS id");
  expect(await stopEmbedded(directory)).toBe(true);
  expect(await embeddedStatus(directory)).toBeUndefined();

  const again = await start();

  expect(again).toMatchObject({ reused: false, version: String(serverVersion) });
  expect(await query(again, "SELECT id FROM kept")).toEqual([{ id: 7 }]);
});

test("outlives the process that started it, and the next one finds it", async () => {
  const started = await startInAnotherProcess();

  expect(started.reused).toBe(false);
  expect(await start()).toEqual({ ...started, reused: true });
  expect(await embeddedStatus(directory)).toMatchObject({ pid: started.pid, url: started.url });
});

test("starts once when several ask at once", async () => {
  const servers = await Promise.all([startInAnotherProcess(), startInAnotherProcess(), start(), start()]);

  expect(new Set(servers.map(({ pid }) => pid)).size).toBe(1);
  expect(servers.filter(({ reused }) => !reused)).toHaveLength(1);
  expect((await readdir(directory)).sort()).toEqual([
    ".gitignore",
    `postgres-${serverVersion}`,
    `postgres-${serverVersion}.log`,
  ]);
});

test("starts again after it was killed, with the rows that were committed", async () => {
  const killed = await start();
  await query(killed, "CREATE TABLE kept AS SELECT 7 AS id");
  process.kill(killed.pid, "SIGKILL");
  await vi.waitFor(async () => expect(await embeddedStatus(directory)).toBeUndefined());

  const again = await start();

  expect(again.pid).not.toBe(killed.pid);
  expect(await query(again, "SELECT id FROM kept")).toEqual([{ id: 7 }]);
});

test("is not misled by a postmaster.pid whose number now belongs to another program", async () => {
  const { directory: dataDirectory } = await start();
  await stopEmbedded(directory);
  const stale = [process.pid, dataDirectory, 1, 5432, "", "127.0.0.1", "0 0", "ready"].join("\n");
  await writeFile(path.join(dataDirectory, "postmaster.pid"), `${stale}\n`);

  expect(await embeddedStatus(directory)).toBeUndefined();
  expect(await stopEmbedded(directory)).toBe(false);
  expect((await start()).reused).toBe(false);
});

test("listens on the loopback address alone and asks for its password", async () => {
  const server = await start();
  const wrong = formatUrl({ ...parseUrl(server.url), password: "wrong" });

  expect(await query(server, "SELECT current_setting('listen_addresses') AS on")).toEqual([
    { on: "127.0.0.1" },
  ]);
  expect(await query(server, "SHOW unix_socket_directories")).toEqual([{ unix_socket_directories: "" }]);
  await expect(connect(wrong)).rejects.toMatchObject({ code: "AUTHENTICATION_FAILED" });
  expect((await stat(path.join(server.directory, "varve.password"))).mode & 0o777).toBe(0o600);
  expect((await stat(server.directory)).mode & 0o777).toBe(0o700);
});

test.runIf(isRoot)(
  "runs as another user than root, also below a folder that only root may enter",
  async () => {
    expect((await stat(project)).mode & 0o777).toBe(0o700);

    const { pid } = await start();

    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
  },
);

test.runIf(isRoot)("runs as the owner of its data when root starts what another user made", async () => {
  const { directory: dataDirectory } = await start();
  await stopEmbedded(directory);
  execFileSync("chown", ["-R", "12345:12345", dataDirectory]);

  const { pid } = await start();

  expect((await stat(`/proc/${pid}`)).uid).toBe(12345);
});

test("says why the folder cannot be used", async () => {
  await writeFile(directory, "a file");

  for (const work of [start, () => removeEmbedded(directory)]) {
    await expect(work()).rejects.toMatchObject({
      code: "EMBEDDED_FAILED",
      message: expect.stringContaining(directory),
      hint: expect.any(String),
    });
  }
  await rm(directory);
});

test.runIf(isRoot && isOpenToOthers)("says which folder is in the way where setpriv is missing", async () => {
  const { PATH } = process.env;
  process.env.PATH = "";
  try {
    await expect(start()).rejects.toMatchObject({
      code: "EMBEDDED_FAILED",
      hint: expect.stringContaining(project),
    });

    await chmod(project, 0o711);

    expect((await start()).reused).toBe(false);
  } finally {
    process.env.PATH = PATH;
  }
});

test("starts empty after its data was removed", async () => {
  await query(await start(), "CREATE TABLE dropped (id int)");

  await removeEmbedded(directory);

  expect(await query(await start(), "SELECT to_regclass('dropped') AS found")).toEqual([{ found: null }]);
});

test("clears what a start left behind that was killed", async () => {
  const child = await spawnScript("embedded-starter", [directory, String(serverVersion)]);
  await vi.waitFor(async () => expect((await readdir(directory)).join()).toContain(".tmp"), {
    timeout: 20_000,
    interval: 5,
  });
  child.kill("SIGKILL");
  await once(child, "exit");

  await start();

  expect((await readdir(directory)).filter((name) => name.includes("tmp"))).toEqual([]);
});

test("shows what the server said when it does not start", async () => {
  const work = startEmbedded({ directory, version: serverVersion, settings: { shared_buffers: "much" } });

  await expect(work).rejects.toMatchObject({
    code: "EMBEDDED_FAILED",
    message: expect.stringContaining('invalid value for parameter "shared_buffers"'),
  });
});
