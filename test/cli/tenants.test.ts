import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli, runCliJson } from "../support/cli.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { query } from "../support/migrations.ts";

let folder: string;
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "varve tenants ")));
  await writeFile(
    path.join(folder, "varve.config.js"),
    'export default { models: "./models.sql", tenants: { schemas: "tenant_*" } };',
  );
  await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(path.join(folder, "models.sql"), "CREATE TABLE notes (id int PRIMARY KEY, body text);");
  await query(database.url, "CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b; CREATE SCHEMA tenant_c");
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const varve = (...words: string[]) => runCli([...words, "--url", database.url], { cwd: folder });
const varveJson = (...words: string[]) => runCliJson([...words, "--url", database.url], { cwd: folder });

test("tenants have one summary, and exit code 1 when one of them failed", async () => {
  const { document: revision } = await varveJson("revision", "-m", "notes");
  expect(revision).toMatchObject({ ok: true, up: [{ sql: expect.stringMatching(/^CREATE TABLE "notes"/) }] });
  await query(database.url, "CREATE TABLE tenant_b.notes ()");

  const first = await varve("upgrade", "--jobs", "2");
  expect(first.exitCode).toBe(1);
  expect(first.stdout).toMatch(
    new RegExp(
      `schema +done +at\nok +tenant_a +\\+1 +${revision.id}\nfailed +tenant_b +base\nok +tenant_c +\\+1 +${revision.id}\n`,
    ),
  );
  expect(first.stdout).toContain("tenant_b: error[MIGRATION_FAILED]: ");
  expect(first.stdout).toContain("3 tenants: 2 ok, 1 failed.");
  expect(first.stderr).toContain(`tenant_a: Applying ${revision.id} notes`);

  const check = await varve("check");
  expect([check.exitCode, check.stdout]).toEqual([1, expect.stringContaining("tenant_b: Pending:")]);

  await query(database.url, "DROP TABLE tenant_b.notes");
  expect(await varveJson("upgrade")).toMatchObject({
    exitCode: 0,
    document: {
      ok: true,
      heads: [revision.id],
      schemas: [
        { schema: "tenant_a", ok: true, steps: [], heads: [revision.id] },
        { schema: "tenant_b", ok: true, steps: [{ id: revision.id, direction: "up" }] },
        { schema: "tenant_c", ok: true, steps: [] },
      ],
    },
  });
  expect((await varve("check")).stdout).toContain("3 tenants: 3 ok.");
  const current = await varve("current", "--schema", "tenant_b");
  expect(current.stdout).toContain(`tenant_b  ${revision.id} (head)`);
  expect((await varve("upgrade", "--schema", "tenant_x")).stderr).toContain("error[TENANT_UNKNOWN]");
  expect((await varve("upgrade", "--schema", "tenant_x", "--create")).exitCode).toBe(0);
  const script = await varve("downgrade", "head:base", "--sql", "--schema", "tenant_a");
  expect(script.stdout).toContain('SET LOCAL search_path = "tenant_a";');
});
