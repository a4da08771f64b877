import { expect, onTestFinished, test } from "vitest";
import { createRevision } from "../../src/commands/revision.ts";
import { withClient } from "../../src/database/connect.ts";
import { createTestDatabase } from "../support/database.ts";
import { createProject } from "../support/project.ts";

/** Proposes a revision from a database that this SQL made to these models, and gives its first statements. */
async function propose(sql: string, models: string, rename: readonly string[]): Promise<string[]> {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  await withClient(url, (client) => client.query(sql));
  const cwd = createProject({
    "models.ts": `import * as pg from "drizzle-orm/pg-core";\n${models}`,
  });
  const config = { models: "models.ts" };
  const { up } = await createRevision({ cwd, config, url, message: "rename", rename });
  return up.map((step) => step.sql);
}

const inSchema = {
  sql: "CREATE SCHEMA old; CREATE TABLE old.users (id int PRIMARY KEY, nick text)",
  models: `export const now = pg.pgSchema("now");
    export const users = now.table("users", { id: pg.integer().primaryKey(), nick: pg.text() });`,
};

test.each([
  ["alone", ["schema/old:schema/now"]],
  ["with the table the refusal lists beside it", ["schema/old:schema/now", "old.users:now.users"]],
])("a renamed schema takes its tables along, %s", async (_, rename) => {
  const statements = await propose(inSchema.sql, inSchema.models, rename);

  expect(statements).toEqual(['ALTER SCHEMA "old" RENAME TO "now"']);
});

test("a table gets a new name in a schema that gets one", async () => {
  const statements = await propose(inSchema.sql, inSchema.models.replace('"users"', '"people"'), [
    "schema/old:schema/now",
    "old.users:now.people",
  ]);

  expect(statements.slice(0, 2)).toEqual([
    'ALTER SCHEMA "old" RENAME TO "now"',
    'ALTER TABLE "now"."users" RENAME TO "people"',
  ]);
});

test("a column of a renamed table in a renamed schema is named by what both were", async () => {
  const models = inSchema.models.replace('"users"', '"people"').replace("nick", "handle");
  const renames = ["schema/old:schema/now", "old.users:now.people", "old.users.nick:now.people.handle"];
  const statements = await propose(inSchema.sql, models, renames);

  expect(statements).toContain('ALTER TABLE "now"."people" RENAME COLUMN "nick" TO "handle"');
});

test.each(["people.nick:people.handle", "users.nick:people.handle", "users.nick:users.handle"])(
  "a column of a renamed table is renamed as %s",
  async (column) => {
    const statements = await propose(
      "CREATE TABLE users (id int PRIMARY KEY, nick text)",
      'export const people = pg.pgTable("people", { id: pg.integer().primaryKey(), handle: pg.text() });',
      ["users:people", column],
    );

    expect(statements).toContain('ALTER TABLE "public"."people" RENAME COLUMN "nick" TO "handle"');
  },
);
