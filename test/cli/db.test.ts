import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withClient } from "../../src/database/connect.ts";
import { runCli, runCliJson } from "../support/cli.ts";

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "varve db ")));
  await writeFile(path.join(folder, "varve.config.ts"), 'throw new Error("not needed to find the server")');
});

afterEach(async () => {
  await db("stop");
  await rm(folder, { recursive: true });
});

const db = (...words: string[]) => runCliJson(["db", ...words], { cwd: folder });
const dbAsText = async (...words: string[]) => (await runCli(["db", ...words], { cwd: folder })).stdout;

test("starts, tells, stops and finds the server again", async () => {
  expect((await db("status")).document).toEqual({
    ok: true,
    action: "status",
    running: false,
    changed: false,
    directory: path.join(folder, ".varve"),
  });

  const started = (await db("start")).document;
  expect(started).toMatchObject({
    ok: true,
    running: true,
    changed: true,
    directory: path.join(folder, `.varve/postgres-${started.version}`),
    url: `postgresql://postgres:***@127.0.0.1:${started.port}/postgres`,
  });
  expect((await db("start")).document).toEqual({ ...started, changed: false });
  expect((await db("status")).document).toEqual({ ...started, action: "status", changed: false });
  expect(await dbAsText("status")).toContain(`127.0.0.1:${started.port}`);

  expect((await db("stop")).document).toMatchObject({ ok: true, running: false, changed: true });
  expect((await db("stop")).document).toMatchObject({ ok: true, running: false, changed: false });
});

test("url hands over a URL that connects, as text alone on its line and as JSON", async () => {
  const text = await dbAsText("url");
  const { document } = await db("url");

  expect(text).toBe(`${document.url}\n`);
  const rows = await withClient(document.url, async (client) => (await client.query("SELECT 1 AS one")).rows);
  expect(rows).toEqual([{ one: 1 }]);
});

test("reset needs --force where nobody can be asked, and then starts an empty server", async () => {
  const { url } = (await db("url")).document;
  await withClient(url, (client) => client.query("CREATE TABLE kept AS SELECT 1 AS id"));
  const tables = async (url: string) =>
    await withClient(url, async (client) => (await client.query("SELECT to_regclass('kept') AS kept")).rows);

  const refused = await db("reset");
  expect(refused).toMatchObject({ exitCode: 2, document: { ok: false, error: { code: "USAGE" } } });
  expect(refused.document.error.hint).toContain("--force");
  expect(await tables(url)).toEqual([{ kept: "kept" }]);

  expect((await db("reset", "--force")).document).toMatchObject({ running: true, changed: true });
  expect(await tables((await db("url")).document.url)).toEqual([{ kept: null }]);
});
