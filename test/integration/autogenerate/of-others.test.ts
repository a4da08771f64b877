// Models that stand on what belongs to somebody else, or on what the config leaves out.
import { expect, test } from "vitest";
import { squash } from "../../../src/commands/squash.ts";
import { createModelProject, plainSql } from "../../support/model-project.ts";

const models = (columns: string) => `
  const auth = pgSchema("auth");
  const users = auth.table("users", { id: integer().primaryKey() });
  const teams = auth.table("teams", { id: integer().primaryKey() });
  const mood = pgEnum("mood", ["calm"]);
  export const members = pgTable("members", { id: integer().primaryKey(), ${columns} });`;

const bothKeys = "user: integer().references(() => users.id), team: integer().references(() => teams.id)";

test("one of several references to somebody else's tables goes, and comes back", async () => {
  const project = await createModelProject();
  await project.sql("CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY, mail text)");
  await project.sql("CREATE TABLE auth.teams (id int PRIMARY KEY)");
  await project.evolve(models(bothKeys));
  const { changes } = await project.evolve(models("user: integer().references(() => users.id)"));

  expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "column team",
    "foreign key members_team_teams_id_fk",
  ]);
  expect(await project.downgrade("-1")).toMatchObject({ ok: true });
});

test("a column with rows comes to refer to somebody else's table, and no longer does", async () => {
  const project = await createModelProject();
  await project.sql(
    "CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY); INSERT INTO auth.users VALUES (1)",
  );
  const own = (column: string) => `
    const auth = pgSchema("auth");
    const users = auth.table("users", { id: integer().primaryKey() });
    export const owners = pgTable("owners", { id: integer().primaryKey().references(() => users.id) });
    export const members = pgTable("members", { id: integer().primaryKey(), user: integer()${column} });`;
  await project.evolve(own(""));
  await project.sql("INSERT INTO members VALUES (1, 1), (2, NULL), (3, 4)");
  project.models(own(".references(() => users.id)"));
  await project.revise();

  await expect(project.upgrade()).rejects.toMatchObject({
    code: "PREFLIGHT_FAILED",
    details: { rows: [{ message: "members (user) refers to no row of auth.users", count: 1, example: "3" }] },
  });
  await project.sql("DELETE FROM members WHERE id = 3");
  await project.upgrade();
  await project.evolve(own(""));
  expect(await project.downgrade("-1")).toMatchObject({ ok: true });
});

test("says how to keep somebody else's tables when the last reference to them goes", async () => {
  const project = await createModelProject();
  await project.sql("CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY)");
  await project.evolve(models("user: integer().references(() => users.id)"));
  project.models(models("user: integer()"));

  const { hazards } = await project.revise();
  const { differences } = await project.on(project.url, { exclude: ["auth.*"] }).check();

  expect(hazards).toContainEqual(
    expect.objectContaining({
      object: "auth.users",
      hint: expect.stringMatching(/^Should it belong .*`auth\.\*`/),
    }),
  );
  expect(differences.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "foreign key members_user_users_id_fk",
  ]);
});

test("revisions that refer to somebody else's tables are run without a live database", async () => {
  const project = await createModelProject();
  project.models(models(bothKeys));
  await project.revise({ from: "migrations" });
  project.models(models(`${bothKeys}, name: text()`));
  const { changes } = await project.revise({ from: "migrations" });

  expect(changes).toEqual([{ action: "create", kind: "column", name: "name", table: "members" }]);
});

test("revisions that refer to somebody else's tables are squashed", async () => {
  const project = await createModelProject();
  project.models(models(bothKeys));
  const first = await project.revise({ from: "migrations" });
  project.models(models(`${bothKeys}, name: text()`));
  const second = await project.revise({ from: "migrations" });

  const squashed = await squash({ ...project.options, range: `${first.id}:${second.id}` });
  expect(squashed).toMatchObject({ ok: true, replaces: [first.id, second.id] });
});

test("a table whose enum is left out and missing is refused before anything is written", async () => {
  const project = await createModelProject({ include: ["members"] });
  project.models(models("mood: mood()"));
  await expect(project.revise()).rejects.toMatchObject({
    code: "PLAN_IMPOSSIBLE",
    details: { outOfReach: [{ kind: "enum", name: "mood" }] },
  });

  await project.sql("CREATE TYPE mood AS ENUM ('calm')");
  await project.evolve(models("mood: mood()"));
});

test("an index uses a text search configuration that only the database has", async () => {
  const project = await createModelProject();
  await project.sql("CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, LANGUAGE = 'french')");
  await project.sql("CREATE TEXT SEARCH CONFIGURATION french_words (COPY = french)");
  await project.sql("ALTER TEXT SEARCH CONFIGURATION french_words ALTER MAPPING FOR word WITH stems, simple");
  const { changes } = await project.evolve(`
    export const pages = pgTable("pages", { body: text() }, (t) => [
      index("by_words").using("gin", sql\`to_tsvector('french_words', \${t.body})\`),
    ]);`);

  expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["table pages"]);
  expect(await project.downgrade("-1")).toMatchObject({ ok: true });
});

test("a text search configuration that the database lacks is refused before anything is written", async () => {
  const project = await createModelProject();
  project.models({
    "words.sql": `CREATE TEXT SEARCH CONFIGURATION french_words (COPY = french);
      CREATE TABLE pages (body text, words tsvector GENERATED ALWAYS AS (to_tsvector('french_words', body)) STORED);`,
  });
  await expect(project.revise()).rejects.toMatchObject({
    code: "PLAN_IMPOSSIBLE",
    details: { outOfReach: [{ kind: "text search configuration", name: "french_words" }] },
  });

  await project.sql("CREATE TEXT SEARCH CONFIGURATION french_words (COPY = french)");
  const { changes } = await project.revise();
  expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["table pages"]);
});

test("a materialized view is stored by an access method that no model declares", async () => {
  const project = await createModelProject();
  await project.sql("CREATE ACCESS METHOD own_heap TYPE TABLE HANDLER heap_tableam_handler");
  const totals = (using: string) => `
    export const sales = pgTable("sales", { id: integer().primaryKey() });
    export const totals = pg.pgMaterializedView("totals")${using}.as((qb) => qb.select().from(sales));`;
  const methodOf = async () =>
    project.sql("SELECT amname FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE relname = 'totals'");

  await project.evolve(totals(`.using("own_heap")`));
  expect(await methodOf()).toEqual([["own_heap"]]);
  const { up } = await project.evolve(totals(""));
  expect(plainSql(up)).toEqual(["ALTER MATERIALIZED VIEW totals SET ACCESS METHOD heap"]);
  await project.downgrade("-1");
  expect(await methodOf()).toEqual([["own_heap"]]);
});
