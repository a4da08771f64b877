// Models that stand on what belongs to somebody else, or on what the config leaves out.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { check } from "../../../src/commands/check.ts";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { createRevision } from "../../../src/commands/revision.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { withClient } from "../../../src/database/connect.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

// Below the repository, so that the models find drizzle-orm.
const below = path.join(import.meta.dirname, "../../../.varve");

let database: TestDatabase;
let cwd: string;

beforeEach(async () => {
  database = await createTestDatabase();
  await mkdir(below, { recursive: true });
  cwd = await mkdtemp(path.join(below, "test-of-others-"));
});

afterEach(async () => {
  await database.drop();
  await rm(cwd, { recursive: true, force: true });
});

const project = (config: object = {}) => ({
  cwd,
  url: database.url,
  config: { models: "./models.ts", migrations: "./migrations", ...config },
});

const models = (columns: string) =>
  writeFile(
    path.join(cwd, "models.ts"),
    `import { integer, pgEnum, pgSchema, pgTable, text } from "drizzle-orm/pg-core";
     const auth = pgSchema("auth");
     const users = auth.table("users", { id: integer().primaryKey() });
     const teams = auth.table("teams", { id: integer().primaryKey() });
     const mood = pgEnum("mood", ["calm"]);
     export const members = pgTable("members", { id: integer().primaryKey(), ${columns} });`,
  );

const bothKeys = "user: integer().references(() => users.id), team: integer().references(() => teams.id)";

test("one of several references to somebody else's tables goes, and comes back", async () => {
  await withClient(database.url, (client) =>
    client.query(
      "CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY, mail text); CREATE TABLE auth.teams (id int PRIMARY KEY)",
    ),
  );
  await models(bothKeys);
  await createRevision({ ...project(), message: "both" });
  await upgrade(project());
  await models("user: integer().references(() => users.id)");
  const { changes } = await createRevision({ ...project(), message: "one" });
  await upgrade(project());

  expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "column team",
    "foreign key members_team_teams_id_fk",
  ]);
  expect(await check(project())).toMatchObject({ ok: true });
  expect(await downgrade({ ...project(), target: "-1" })).toMatchObject({ ok: true });
});

test("revisions that refer to somebody else's tables are run without a live database", async () => {
  await models(bothKeys);
  await createRevision({ ...project(), message: "first", from: "migrations" });
  await models(`${bothKeys}, name: text()`);
  const { changes } = await createRevision({ ...project(), message: "second", from: "migrations" });

  expect(changes).toEqual([{ action: "create", kind: "column", name: "name", table: "members" }]);
});

test("a table whose enum is left out and missing is refused before anything is written", async () => {
  await models("mood: mood()");
  const config = { include: ["members"] };
  await expect(createRevision({ ...project(config), message: "first" })).rejects.toMatchObject({
    code: "PLAN_IMPOSSIBLE",
    details: { outOfReach: [{ kind: "enum", name: "mood" }] },
  });

  await withClient(database.url, (client) => client.query("CREATE TYPE mood AS ENUM ('calm')"));
  await createRevision({ ...project(config), message: "first" });
  expect(await upgrade(project(config))).toMatchObject({ ok: true });
});
