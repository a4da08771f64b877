import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../../src/commands/check.ts";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { init } from "../../../src/commands/init.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { createTestDatabase } from "../../support/database.ts";
import { query } from "../../support/migrations.ts";
import { createProject } from "../../support/project.ts";

const everything = readFileSync(path.join(import.meta.dirname, "everything.sql"), "utf8");
const kit = path.join(import.meta.dirname, "../../../node_modules/drizzle-kit");

/** A project with drizzle-kit, beside a database in which the SQL has run. */
async function existing(sql: string, files: Record<string, string> = {}) {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  await query(url, sql);
  const root = createProject({ "package.json": "{}", ...files });
  symlinkSync(kit, path.join(root, "node_modules/drizzle-kit"));
  const read = (name: string) => readFileSync(path.join(root, name), "utf8");
  return { url, root, read, take: () => init({ cwd: root, url, fromDatabase: true }) };
}

describe("init --from-database", () => {
  it("mends the schema public where it was made anew", async () => {
    const { url, root, take } = await existing(
      "DROP SCHEMA public; CREATE SCHEMA public; CREATE TABLE users (id integer PRIMARY KEY);",
    );
    expect((await take()).fallback).toBeUndefined();
    expect(await check({ cwd: root, url })).toMatchObject({ ok: true });
  });

  it("writes the models of a schema with everything in it, with which check is clean at once", async () => {
    const { url, root, read, take } = await existing(everything);

    const document = await take();

    expect(document).toMatchObject({ ok: true, next: [expect.any(String), "npx varve check"] });
    expect(document.fallback).toBeUndefined();
    expect(document.created).toEqual(
      expect.arrayContaining(["models/schema.ts", "models/relations.ts", "models/rest.sql"]),
    );
    expect(await check({ cwd: root, url })).toMatchObject({
      ok: true,
      heads: [document.id],
      differences: [],
      pending: [],
    });
    expect(read("models/schema.ts")).toMatch(/export const users = pgTable\("users"/);
    expect(read("models/schema.ts")).not.toMatch(/log_2026|"quoted \\"|unknown\(/);
    expect(read("models/rest.sql")).toMatch(/CREATE TRIGGER users_touch/);
    expect(existsSync(path.join(root, ".varve"))).toBe(false);

    // What the revision builds elsewhere is the same database, and it goes away again.
    const empty = await createTestDatabase();
    onTestFinished(empty.drop);
    await upgrade({ cwd: root, url: empty.url });
    expect(await check({ cwd: root, url: empty.url })).toMatchObject({ ok: true });
    await downgrade({ cwd: root, url: empty.url, target: "base" });
    expect(await query(empty.url, "SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'")).toEqual(
      [[0]],
    );
  });

  it("leaves open the names that drizzle-kit 1.0 leaves open, but for those that something else says", async () => {
    const { url, drop } = await createTestDatabase();
    onTestFinished(drop);
    await query(
      url,
      `CREATE TABLE users (id integer PRIMARY KEY, email text CONSTRAINT users_email_key UNIQUE);
      CREATE TABLE posts (author integer CONSTRAINT posts_author_fkey REFERENCES users);
      COMMENT ON CONSTRAINT posts_author_fkey ON posts IS 'Who wrote it.';`,
    );
    // What it writes of this database, without its hundred megabytes.
    const pulled = `import { pgTable, integer, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: integer().primaryKey(), email: text().unique() });
export const posts = pgTable("posts", { author: integer().references(() => users.id) });`;
    const program = `require("node:fs").writeFileSync("schema.ts", ${JSON.stringify(pulled)});`;
    const root = createProject({ "package.json": "{}", "node_modules/drizzle-kit/bin.cjs": program }, "1.0");

    const document = await init({ cwd: root, url, fromDatabase: true });

    expect(document.fallback).toBeUndefined();
    expect(readFileSync(path.join(root, "models/rest.sql"), "utf8").replace(/\s+/g, " ")).toMatch(
      /^ALTER TABLE "public"."posts" RENAME CONSTRAINT "posts_author_users_id_fk" TO "posts_author_fkey"; COMMENT ON CONSTRAINT "posts_author_fkey" [^;]+; $/,
    );
    expect(await check({ cwd: root, url })).toMatchObject({ ok: true, differences: [] });
  });

  it("needs no SQL for what Drizzle declares", async () => {
    const { url, root, take } = await existing(`
      CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL, at timestamptz DEFAULT now());
      CREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES users ON DELETE CASCADE);
      CREATE INDEX posts_author ON posts (author);`);

    const { created, notCompared } = await take();

    expect(created).not.toContain("models/rest.sql");
    expect(notCompared).toEqual([]);
    expect(await check({ cwd: root, url })).toMatchObject({ ok: true });
  });

  it("needs no SQL for what drizzle-kit is known to write wrongly, and names columns as the database does", async () => {
    const { url, root, read, take } = await existing(`
      CREATE TABLE "Makers" ("makerID" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text NOT NULL DEFAULT '',
        tags text[] NOT NULL DEFAULT '{}', price numeric(9,2) DEFAULT 0, by name DEFAULT current_user, raw bytea DEFAULT '\\x00',
        CHECK (CASE WHEN price > 9 THEN note <> '' ELSE true END));
      CREATE TABLE parts (part text, maker bigint REFERENCES "Makers", size smallint, PRIMARY KEY (maker, part), UNIQUE (size, part));
      CREATE INDEX parts_size ON parts (part, size DESC);`);

    const { created } = await take();

    expect(created).not.toContain("models/rest.sql");
    expect(read("models/schema.ts")).toContain('bigint("makerID", ');
    expect(await check({ cwd: root, url })).toMatchObject({ ok: true });
  });

  it("leaves a table to SQL whose columns drizzle-kit names otherwise", async () => {
    const { url, root, read, take } = await existing(
      `CREATE TABLE ids ("aID" integer, "aId" integer, "a_id" integer); CREATE TABLE users (id integer PRIMARY KEY);`,
    );
    await take();

    expect(read("models/schema.ts")).not.toContain('"ids"');
    expect(read("models/rest.sql")).not.toContain("DROP COLUMN");
    expect(await check({ cwd: root, url })).toMatchObject({ ok: true });
  });

  it("leaves alone what the config excludes, and what extensions and drizzle-orm keep", async () => {
    const config = `export default { models: ["./models/*.{ts,sql}"], exclude: ["audit.*", "tmp_*"] };\n`;
    const { url, root, read, take } = await existing(
      `CREATE SCHEMA audit; CREATE TABLE audit.log (id integer); CREATE TABLE tmp_1 (id integer);
       CREATE EXTENSION pg_stat_statements; CREATE SCHEMA drizzle;
       CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
       CREATE TABLE users (id integer PRIMARY KEY);`,
      { "varve.config.mjs": config },
    );

    const { kept } = await take();

    expect(kept).toEqual(["varve.config.mjs"]);
    expect(read("models/schema.ts")).not.toMatch(/audit|tmp_1|pg_stat|drizzle_migrations/);
    expect(await check({ cwd: root, url })).toMatchObject({ ok: true });
  });

  it("writes SQL alone, and says why, where drizzle-kit gives up", async () => {
    const { url, root, take } = await existing("CREATE TABLE users (id integer PRIMARY KEY, name text);");
    unlinkSync(path.join(root, "node_modules/drizzle-kit"));
    mkdirSync(path.join(root, "node_modules/drizzle-kit"));
    writeFileSync(
      path.join(root, "node_modules/drizzle-kit/bin.cjs"),
      "console.error('Error: no luck'); process.exit(1);",
    );

    const { created, fallback } = await take();

    expect(fallback).toBe("it failed: Error: no luck");
    expect(created).toContain("models/schema.sql");
    expect(await check({ cwd: root, url })).toMatchObject({ ok: true });
  });

  it("names the install command where drizzle-kit is missing", async () => {
    const root = createProject({ "package.json": "{}" });
    await expect(
      init({ cwd: root, url: "postgres://localhost/x", fromDatabase: true }),
    ).rejects.toMatchObject({
      code: "DRIZZLE_KIT_NOT_INSTALLED",
      hint: expect.stringContaining("npm install --save-dev drizzle-kit"),
    });
  });

  it("names what cannot be built elsewhere, and leaves no file behind", async () => {
    const { root, take } = await existing(`CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
      CREATE TABLE t (w tsvector GENERATED ALWAYS AS (to_tsvector('words', 'x')) STORED);`);
    await expect(take()).rejects.toMatchObject({
      code: "BASELINE_IMPOSSIBLE",
      message: expect.stringMatching(/t needs what no revision makes: .*words" does not exist/),
    });
    expect(readdirSync(root).sort()).toEqual(["node_modules", "package.json"]);
  });

  it("refuses a config whose models would not be those that it writes", async () => {
    const { take } = await existing("CREATE TABLE users (id integer PRIMARY KEY)", {
      "varve.config.mjs": `export default { models: "./models/*.ts" };\n`,
    });
    await expect(take()).rejects.toMatchObject({
      code: "INIT_FAILED",
      hint: expect.stringContaining("{ts,sql}"),
    });
  });

  it("refuses an empty database, one that it has taken already, and a folder with models", async () => {
    const { url, root, take } = await existing("SELECT 1");
    await expect(take()).rejects.toMatchObject({ code: "BASELINE_IMPOSSIBLE" });
    expect(readdirSync(root).sort()).toEqual(["node_modules", "package.json"]);

    await query(url, "CREATE TABLE users (id integer PRIMARY KEY)");
    await take();
    await expect(take()).rejects.toMatchObject({
      code: "INIT_FAILED",
      message: expect.stringMatching(/already/),
    });
    await query(url, "DROP SCHEMA varve CASCADE");
    await expect(take()).rejects.toMatchObject({
      code: "INIT_FAILED",
      message: expect.stringMatching(/holds revisions/),
    });
  });
});
