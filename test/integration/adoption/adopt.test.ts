import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { drizzle as drizzle1 } from "drizzle-orm-1/node-postgres";
import { migrate as migrate1 } from "drizzle-orm-1/node-postgres/migrator";
import pg from "pg";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type AdoptOptions, adopt } from "../../../src/commands/adopt.ts";
import { check } from "../../../src/commands/check.ts";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { createTestDatabase } from "../../support/database.ts";
import { query } from "../../support/migrations.ts";
import { createProject } from "../../support/project.ts";

/** As drizzle-kit writes them; the last one as people write what it cannot. */
const migrations = {
  init: `CREATE TYPE "public"."mood" AS ENUM('a', 'b');--> statement-breakpoint
CREATE TABLE "users" (
	"id" integer PRIMARY KEY NOT NULL,
	"nick" text NOT NULL,
	"mood" "mood"
);
`,
  open_stature: `ALTER TABLE "users" RENAME COLUMN "nick" TO "handle";--> statement-breakpoint
CREATE TABLE "posts" ("id" integer PRIMARY KEY NOT NULL, "author" integer);--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_author_users_id_fk" FOREIGN KEY ("author") REFERENCES "public"."users"("id");`,
  seed: "-- Custom SQL migration file, put your code below! --\nINSERT INTO users (id, handle) VALUES (1, 'ada');",
};
const concurrently = `ALTER TYPE "mood" ADD VALUE 'c';--> statement-breakpoint
UPDATE users SET mood = 'c';--> statement-breakpoint
COMMIT;--> statement-breakpoint
CREATE INDEX CONCURRENTLY "users_handle_index" ON "users" ("handle");`;

const schema = `import { index, integer, pgEnum, pgTable, text } from "drizzle-orm/pg-core";
export const mood = pgEnum("mood", ["a", "b", "c"]);
export const users = pgTable("users", { id: integer().primaryKey(), handle: text().notNull(), mood: mood() },
  (t) => [index("users_handle_index").on(t.handle)]);
export const posts = pgTable("posts", { id: integer().primaryKey(),
  author: integer().references(() => users.id) });
`;

const layouts = {
  "0.x": {
    write(folder: string, texts: Readonly<Record<string, string>>) {
      const tags = Object.keys(texts).map((name, index) => `000${index}_${name}`);
      const entries = tags.map((tag, idx) => ({
        idx,
        version: "7",
        when: 1_795_395_041_116 + idx,
        tag,
        breakpoints: true,
      }));
      mkdirSync(path.join(folder, "meta"), { recursive: true });
      const journal = JSON.stringify({ version: "7", dialect: "postgresql", entries });
      writeFileSync(path.join(folder, "meta/_journal.json"), journal);
      for (const [index, text] of Object.values(texts).entries())
        writeFileSync(path.join(folder, `${tags[index]}.sql`), text);
    },
    migrate: (pool: pg.Pool, migrationsFolder: string) => migrate(drizzle(pool), { migrationsFolder }),
  },
  "1.0": {
    write(folder: string, texts: Readonly<Record<string, string>>) {
      for (const [index, [name, text]] of Object.entries(texts).entries()) {
        const place = path.join(folder, `2026112300505${index}_${name}`);
        mkdirSync(place, { recursive: true });
        writeFileSync(path.join(place, "migration.sql"), text);
        writeFileSync(path.join(place, "snapshot.json"), "{}");
      }
    },
    migrate: (pool: pg.Pool, migrationsFolder: string) =>
      migrate1(drizzle1({ client: pool }), { migrationsFolder }),
  },
} as const;

/** A project with migrations in that layout, and databases to apply them to. */
function createDrizzleProject(layout: keyof typeof layouts) {
  const root = createProject({ "schema.ts": schema });
  const folder = path.join(root, "drizzle");
  const options = { cwd: root, config: { models: "./schema.ts" } };
  return {
    root,
    folder,
    options,
    write: (texts: Readonly<Record<string, string>>) => layouts[layout].write(folder, texts),
    /** A database to which drizzle-orm has applied what the folder holds now. */
    async database({ isMigrated = true } = {}) {
      const { url, drop } = await createTestDatabase();
      onTestFinished(drop);
      if (!isMigrated) return url;
      const pool = new pg.Pool({ connectionString: url });
      await layouts[layout].migrate(pool, folder);
      await pool.end();
      return url;
    },
    adopt: (url: string, more: Partial<AdoptOptions> = {}) =>
      adopt({ ...options, url, tool: "drizzle", ...more }),
    files: () => {
      const names = readdirSync(path.join(root, "migrations")).sort();
      return Object.fromEntries(
        names.map((name) => [name, readFileSync(path.join(root, "migrations", name), "utf8")]),
      );
    },
  };
}

describe.each(Object.keys(layouts) as (keyof typeof layouts)[])("adopt drizzle, layout of %s", (layout) => {
  let project: ReturnType<typeof createDrizzleProject>;
  beforeEach(() => {
    project = createDrizzleProject(layout);
  });

  it("stamps a database at the last migration it has, and goes on from there", async () => {
    project.write(migrations);
    const url = await project.database();
    project.write({ ...migrations, concurrently });

    const { revisions, heads, written } = await project.adopt(url);

    expect(revisions.map(({ applied, withoutWayBack }) => [applied, withoutWayBack])).toEqual([
      [true, undefined],
      [true, undefined],
      [true, undefined],
      [false, undefined],
    ]);
    expect([written, heads]).toEqual([true, [revisions[2]?.id]]);
    await upgrade({ ...project.options, url });
    expect(await check({ ...project.options, url })).toMatchObject({
      ok: true,
      differences: [],
      pending: [],
    });
    expect(await query(url, "SELECT handle, mood::text FROM users")).toEqual([["ada", "c"]]);
  });

  it("builds the same from nothing, and takes all of it back, a renamed column with its values", async () => {
    project.write({ ...migrations, concurrently });
    const url = await project.database({ isMigrated: false });

    const { revisions, heads } = await project.adopt(url);

    expect(heads).toEqual([]);
    await upgrade({ ...project.options, url });
    expect(await check({ ...project.options, url })).toMatchObject({ ok: true });
    await query(url, "UPDATE users SET mood = NULL");
    await downgrade({ ...project.options, url, target: revisions[0]?.id ?? "" });
    expect(await query(url, "SELECT nick FROM users")).toEqual([["ada"]]);
    await downgrade({ ...project.options, url, target: "base" });
    expect(await query(url, "SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'")).toEqual([
      [0],
    ]);
  });

  it("writes the same files whoever calls it, leaves drizzle-kit's alone, and only stamps the next database", async () => {
    project.write(migrations);
    const [first, second] = [await project.database(), await project.database()];
    const { revisions } = await project.adopt(first);
    const files = project.files();
    expect(Object.keys(files)).toHaveLength(4);
    rmSync(path.join(project.root, "migrations"), { recursive: true });
    await project.adopt(await project.database({ isMigrated: false }));
    expect(project.files()).toEqual(files);

    const again = await project.adopt(second);

    expect(again).toMatchObject({ written: false, heads: [revisions[2]?.id] });
    expect(await check({ ...project.options, config: { models: "./schema.ts" }, url: second })).toMatchObject(
      {
        pending: [],
        edited: [],
      },
    );
  });

  it("takes back what one migration made, renamed, and put in the place of another", async () => {
    project.write({
      init: "CREATE TYPE size AS ENUM ('s', 'm'); CREATE TABLE shirts (id text PRIMARY KEY, size size); INSERT INTO shirts VALUES ('1', 'm')",
      swap: `CREATE TYPE size_new AS ENUM ('s', 'm', 'l');
ALTER TABLE shirts ALTER COLUMN size TYPE size_new USING size::text::size_new;
DROP TYPE size;
ALTER TYPE size_new RENAME TO size;
ALTER TABLE shirts ADD COLUMN number integer;
UPDATE shirts SET number = id::integer;
ALTER TABLE shirts DROP COLUMN id;
ALTER TABLE shirts RENAME COLUMN number TO id;
ALTER TABLE shirts ADD PRIMARY KEY (id);
CREATE TABLE hats_new (id integer PRIMARY KEY);
ALTER TABLE hats_new RENAME TO hats;`,
    });
    const url = await project.database();

    const { revisions } = await project.adopt(url);

    expect(revisions.map(({ withoutWayBack }) => withoutWayBack)).toEqual([undefined, undefined]);
    await downgrade({ ...project.options, url, target: "-1" });
    expect(await query(url, "SELECT id, pg_typeof(id)::text, size FROM shirts")).toEqual([
      ["1", "text", "m"],
    ]);
  });

  it("says which migration has no way back, and why; its revision refuses to go down", async () => {
    // No statement would make the class together with what the family has beside it.
    const words = `CREATE OPERATOR FAMILY lexicon USING btree;
CREATE OPERATOR CLASS words FOR TYPE text USING btree FAMILY lexicon AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 bttextcmp(text, text);
ALTER OPERATOR FAMILY lexicon USING btree ADD OPERATOR 1 < (name, text);
CREATE INDEX by_words ON users (nick words);`;
    project.write({ init: migrations.init, words, without: "DROP INDEX by_words;" });
    const url = await project.database();

    const { revisions } = await project.adopt(url);

    expect(revisions.map(({ withoutWayBack }) => withoutWayBack)).toEqual([
      undefined,
      expect.stringContaining("words"),
      expect.stringContaining("words"),
    ]);
    await expect(downgrade({ ...project.options, url, target: "-1" })).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringContaining("no way back"),
    });
  });

  it("makes and drops no role on the server while it proves the ways back", async () => {
    const role = `adopted_${randomBytes(4).toString("hex")}`;
    const roles = `CREATE ROLE "${role}";--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "own" ON "users" TO "${role}" USING (true);`;
    project.write({
      init: migrations.init,
      roles,
      gone: `DROP POLICY "own" ON "users";DROP ROLE "${role}";`,
    });
    const url = await project.database({ isMigrated: false });

    const { revisions } = await project.adopt(url);

    expect(revisions.filter(({ withoutWayBack }) => withoutWayBack !== undefined)).toEqual([]);
    expect(await query(url, `SELECT FROM pg_roles WHERE rolname = '${role}'`)).toEqual([]);
    await upgrade({ ...project.options, url });
    expect(Object.values(project.files()).join()).toContain(`DROP ROLE "${role}"`);
  });

  it("refuses what was changed since, and what the folder does not know", async () => {
    project.write(migrations);
    const url = await project.database();
    project.write({ ...migrations, init: `${migrations.init}\n-- edited` });
    await expect(project.adopt(url)).rejects.toMatchObject({
      code: "DRIZZLE_STATE_UNKNOWN",
      message: expect.stringMatching(/_init.*changed since/),
    });
    project.write(migrations);
    await query(url, "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('beef', 1)");
    await expect(project.adopt(url)).rejects.toMatchObject({
      code: "DRIZZLE_STATE_UNKNOWN",
      message: expect.stringMatching(/not in the folder/),
    });
    expect(readdirSync(project.root)).not.toContain("migrations");
  });

  it("names the migration that does not run on an empty database", async () => {
    project.write({ init: "ALTER TABLE nowhere ADD COLUMN x integer;" });
    await expect(project.adopt(await project.database({ isMigrated: false }))).rejects.toMatchObject({
      code: "ADOPTION_FAILED",
      message: expect.stringMatching(
        /init(\/migration)?\.sql fails: relation "nowhere" does not exist\n *ALTER TABLE nowhere/,
      ),
      details: { file: expect.stringMatching(/drizzle\/.*init.*\.sql$/) },
    });
    expect(readdirSync(project.root)).not.toContain("migrations");
  });
});

describe("adopt drizzle", () => {
  it("refuses a folder without migrations, and one where Varve has revisions of its own", async () => {
    const project = createDrizzleProject("0.x");
    const url = await project.database({ isMigrated: false });
    await expect(project.adopt(url)).rejects.toMatchObject({ code: "ADOPTION_FAILED" });
    project.write(migrations);
    mkdirSync(path.join(project.root, "migrations"));
    writeFileSync(
      path.join(project.root, "migrations/a1_own.js"),
      `export default { id: "a1", revises: [], message: "own", createdAt: "2026-01-01T00:00:00Z", up: [], down: [] };`,
    );
    await expect(project.adopt(url)).rejects.toMatchObject({ code: "ADOPTION_FAILED" });
  });
});
