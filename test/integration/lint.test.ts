import { afterEach, beforeEach, expect, test } from "vitest";
import { lint, upgrade } from "../../src/migrations.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createMigrations } from "../support/migrations.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

/** Each revision drops the table that the one before made. */
const drops = {
  a: { up: ["sql`CREATE TABLE a (id int)`"], down: ["sql`DROP TABLE a`"] },
  b: { revises: ["a"], up: ["sql`CREATE TABLE b (id int)`", "sql`DROP TABLE a`"] },
  c: { revises: ["b"], up: ["run(async () => {})", "sql`DROP TABLE b`"] },
};

test("finds what is in the revisions of a range, both ends included", async () => {
  const { cwd, config } = await createMigrations(drops);
  const project = { cwd, config };
  const places = async (range?: string) => {
    const { ok, findings } = await lint({ ...project, range });
    return { ok, places: findings.map(({ revision, step, code }) => `${revision} ${step} ${code}`) };
  };

  expect(await places()).toEqual({ ok: false, places: ["b 2 DROP_TABLE", "c 2 DROP_TABLE"] });
  expect(await places("a:b")).toEqual({ ok: false, places: ["b 2 DROP_TABLE"] });
  expect(await places("head")).toEqual({ ok: false, places: ["c 2 DROP_TABLE"] });
  expect(await places("a")).toEqual({ ok: true, places: [] });
  await expect(places("nowhere")).rejects.toMatchObject({ code: "TARGET_UNKNOWN" });
});

test("leaves out what is applied when asked for what is pending", async () => {
  const { cwd, config } = await createMigrations(drops);
  const project = { cwd, config, url: database.url };
  await upgrade({ ...project, target: "b" });

  expect((await lint({ ...project, pending: true })).findings.map(({ revision }) => revision)).toEqual(["c"]);
  expect((await lint({ ...project, range: "current" })).findings.map(({ revision }) => revision)).toEqual([
    "b",
  ]);

  await upgrade(project);
  expect(await lint({ ...project, pending: true })).toEqual({ ok: true, findings: [] });
});
