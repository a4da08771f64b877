// What a model of Drizzle 1.0 leaves unnamed has drizzle-orm's name where Varve makes it, and keeps any other that the database has.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { adopt } from "../../../src/commands/adopt.ts";
import { createTestDatabase } from "../../support/database.ts";
import { type ModelProject, openModelProject, plainSql } from "../../support/model-project.ts";
import { createProject } from "../../support/project.ts";

const numbers = Array.from({ length: 8 }, (_, n) => n);
const others = numbers
  .map(
    (n) =>
      `export const other${n} = pgTable("other_${n}", { id: integer().primaryKey(), word: text().unique() });`,
  )
  .join("\n");
const users = (email = "unique()") =>
  `export const users = pgTable("users", { id: integer().primaryKey(), email: text().${email}, nick: text(), age: integer() },
    (t) => [unique().on(t.nick, t.age), index().on(t.age)]);`;
const members = (more = "") =>
  `export const members = pgTable("members", { user: integer().references(() => users.id${more}), team: integer() },
    (t) => [primaryKey({ columns: [t.user, t.team] })]);`;
const models = [others, users(), members()].join("\n");

const byDrizzleKit = `
  ${numbers.map((n) => `CREATE TABLE other_${n} (id integer PRIMARY KEY, word text CONSTRAINT other_${n}_word_key UNIQUE);`).join("\n")}
  CREATE TABLE users (id integer PRIMARY KEY, email text CONSTRAINT users_email_key UNIQUE, nick text, age integer,
    CONSTRAINT users_nick_age_key UNIQUE (nick, age));
  CREATE INDEX users_age_idx ON users (age);
  CREATE TABLE members ("user" integer, team integer, CONSTRAINT members_pkey PRIMARY KEY ("user", team));
  ALTER TABLE members ADD CONSTRAINT members_user_users_id_fkey FOREIGN KEY ("user") REFERENCES users (id);`;

let project: ModelProject;
beforeEach(async () => {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  project = openModelProject(url, {}, createProject({}, "1.0"));
});

it("keeps the name that the database has for it, as long as it stays", async () => {
  const folder = path.join(project.root, "drizzle/20261123005050_init");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "migration.sql"), byDrizzleKit);
  writeFileSync(path.join(folder, "snapshot.json"), "{}");
  await adopt({ ...project.options, tool: "drizzle" });
  await project.upgrade();
  project.models(models);
  expect(await project.check()).toMatchObject({ ok: true, differences: [], pending: [] });

  await project.evolve([others, users("default('')"), members()].join("\n"));
  const changed = [others, users("default('')"), members(", { onDelete: 'cascade' }")].join("\n");
  await expectSameOfPartAndWhole(changed);
  const { up } = await project.evolve(changed);

  expect(plainSql(up)).toEqual([
    "ALTER TABLE members DROP CONSTRAINT members_user_users_id_fkey",
    expect.stringMatching(/^ALTER TABLE members ADD CONSTRAINT members_user_users_id_fk FOREIGN KEY/),
  ]);
  expect(await uniqueConstraintsOfUsers()).toEqual(["users_nick_age_key"]);
});

it("keeps the name that the model gave it before", async () => {
  await project.evolve([others, users("unique('users_email_key')"), members()].join("\n"));

  expect(await expectSameOfPartAndWhole(models)).toEqual([]);
  expect((await project.revise({ from: "migrations" })).changes).toEqual([]);
});

it("keeps it in every tenant", async () => {
  const tenants = project.on(project.url, { tenants: { schemas: "tenant_*" } });
  await tenants.sql("CREATE SCHEMA tenant_1");
  await tenants.evolve([users("unique('users_email_key')"), members()].join("\n"));

  tenants.models([users(), members()].join("\n"));

  expect((await tenants.revise()).changes).toEqual([]);
  expect(await tenants.check()).toMatchObject({ ok: true });
});

it("gets the name that the model gives it", async () => {
  await project.sql(byDrizzleKit);

  const { up } = await project.evolve([others, users("unique('users_email_unique')"), members()].join("\n"));

  expect(plainSql(up)).toEqual(["ALTER TABLE users RENAME CONSTRAINT users_email_key TO users_email_unique"]);
});

it("leaves its name to it where another of its definition has one of its own", async () => {
  await project.sql(byDrizzleKit);

  const { up } = await project.evolve(
    models.replace("index().on(t.age)", 'index().on(t.age), index("a_lookup").on(t.age)'),
  );

  expect(plainSql(up)).toEqual(["CREATE INDEX a_lookup ON users USING btree (age)"]);
});

it("has drizzle-orm's where the revisions make it", async () => {
  await project.evolve(models);

  expect(await uniqueConstraintsOfUsers()).toEqual(["users_email_unique", "users_nick_age_unique"]);
});

/** The differences, which do not depend on what is known of the models before. */
async function expectSameOfPartAndWhole(changed: string): Promise<unknown[]> {
  project.models(changed);
  const { differences } = await project.check();
  rmSync(path.join(project.root, ".varve/models"), { recursive: true });
  expect((await project.check()).differences).toEqual(differences);
  return [...differences];
}

async function uniqueConstraintsOfUsers(): Promise<unknown[]> {
  const rows = await project.sql(
    "SELECT conname FROM pg_constraint WHERE conrelid = 'users'::regclass AND contype = 'u' ORDER BY 1",
  );
  return rows.flat();
}
