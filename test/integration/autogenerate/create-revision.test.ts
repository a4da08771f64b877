import path from "node:path";
import { describe, expect, it } from "vitest";
import { heads } from "../../../src/commands/heads.ts";
import { merge } from "../../../src/commands/merge.ts";
import { createModelProject, plainSql } from "../../support/model-project.ts";

const users = `export const users = pgTable("users", { id: integer().primaryKey(), email: text().notNull() });`;
const usersAndPosts = `
export const users = pgTable("users", { id: integer().primaryKey(), email: varchar({ length: 200 }).notNull(), age: integer() });
export const posts = pgTable("posts", { id: integer().primaryKey(), author: integer().references(() => users.id) });`;

describe("createRevision", () => {
  it("writes the first revision, which makes the models and takes them away", async () => {
    const project = await createModelProject();
    project.models(users);
    const { id, file, changes, up, down, hazards } = await project.revise({ message: "Create users!" });

    expect(file).toBe(path.join(project.root, "migrations", `${id}_create_users.ts`));
    expect(changes).toEqual([{ action: "create", kind: "table", name: "users" }]);
    expect(plainSql(up)).toEqual([
      "CREATE TABLE users (id integer NOT NULL, email text NOT NULL, CONSTRAINT users_pkey PRIMARY KEY (id))",
    ]);
    expect(plainSql(down)).toEqual(["DROP TABLE users"]);
    expect(hazards).toEqual([]);
    expect(down[0]?.hazards).toMatchObject([{ code: "DATA_LOSS", severity: "error", object: "users" }]);

    expect(await project.upgrade()).toMatchObject({ steps: [{ id, direction: "up" }], heads: [id] });
    expect(await project.check()).toMatchObject({ ok: true });
    await project.downgrade("base");
    expect(await project.sql("SELECT to_regclass('users')")).toEqual([[null]]);
    expect(await project.check()).toMatchObject({ ok: false, pending: [id] });
  });

  it("writes a change on top, and nothing when nothing changed", async () => {
    const project = await createModelProject();
    const first = await project.evolve(users);
    expect(await project.revise()).toMatchObject({ ok: true, id: null, changes: [], up: [], down: [] });
    await project.sql("INSERT INTO users VALUES (1, 'a@b')");

    const second = await project.evolve(usersAndPosts, { label: ["posts"] });
    expect(project.revisions()[path.basename(String(second.file))]).toContain(`revises: ["${first.id}"]`);
    expect(second.changes).toEqual(
      expect.arrayContaining([
        { action: "create", kind: "table", name: "posts" },
        { action: "create", kind: "column", name: "age", table: "users" },
        expect.objectContaining({ action: "alter", kind: "column", name: "email", table: "users" }),
      ]),
    );
    expect(await project.revise()).toMatchObject({ id: null });
    expect(Object.keys(project.revisions())).toHaveLength(2);

    await project.downgrade("-1");
    project.models(users);
    expect(await project.check()).toMatchObject({ differences: [], pending: [second.id] });
    await project.upgrade("posts");
    expect(await project.sql("SELECT * FROM users")).toEqual([[1, "a@b", null]]);
  });

  it("refuses while revisions are pending: they would be written twice", async () => {
    const project = await createModelProject();
    project.models(users);
    const { id } = await project.revise();
    await expect(project.revise()).rejects.toMatchObject({
      code: "DATABASE_NOT_AT_HEAD",
      details: { pending: [id] },
      hint: expect.stringMatching(/varve upgrade.*--from migrations/),
    });
    expect(Object.keys(project.revisions())).toHaveLength(1);
  });

  it("compares with what the revisions build, without a live database", async () => {
    const project = await createModelProject();
    project.models(users);
    const first = await project.revise({ from: "migrations" });
    project.models(usersAndPosts);
    const second = await project.revise({ from: "migrations" });
    expect(second.changes.map(({ name }) => name)).toEqual(expect.arrayContaining(["posts", "age"]));
    expect(await project.revise({ from: "migrations" })).toMatchObject({ id: null });
    expect(await project.sql("SELECT FROM pg_class WHERE relname = 'users'")).toEqual([]);

    await project.upgrade();
    expect(await project.check()).toMatchObject({ ok: true, heads: [second.id] });
    expect(plainSql(first.down)).toEqual(["DROP TABLE users"]);
  });

  it("finds the same against the live database and against the revisions", async () => {
    const project = await createModelProject();
    await project.evolve(users);
    project.models(usersAndPosts);
    const fromMigrations = await project.revise({ from: "migrations" });
    const other = await createModelProject();
    await other.evolve(users);
    other.models(usersAndPosts);
    const fromDatabase = await other.revise();
    expect({ ...fromMigrations, id: "", file: "" }).toEqual({ ...fromDatabase, id: "", file: "" });
  });

  it("writes an empty file with --empty, whatever the database is", async () => {
    const project = await createModelProject();
    const { id, file, changes, up, down } = await project.revise({ empty: true, message: "by hand" });
    expect({ changes, up, down }).toEqual({ changes: [], up: [], down: [] });
    expect(project.revisions()[path.basename(String(file))]).toMatch(/up: \[\s+\/\/ sql`…`,\s+\]/);
    expect(await project.upgrade()).toMatchObject({ heads: [id] });
  });

  it("chooses parents by --head, --splice, --depends-on, and names a branch by --label", async () => {
    const project = await createModelProject();
    const empty = async (message: string, more = {}) =>
      String((await project.revise({ empty: true, message, ...more })).id);
    const base = await empty("base");
    const left = await empty("left", { label: ["left"] });
    await expect(empty("right", { head: base })).rejects.toMatchObject({
      code: "PARENT_NOT_HEAD",
      hint: expect.stringContaining("--splice"),
    });
    const right = await empty("right", { head: base, splice: true, dependsOn: ["left", "left"] });
    await expect(empty("which")).rejects.toMatchObject({
      code: "MULTIPLE_HEADS",
      details: expect.objectContaining({}),
    });
    const other = await empty("other", { head: "base", label: ["other", "other"] });
    const tip = await empty("tip", { head: "left@head" });
    await project.upgrade("heads");
    expect((await heads(project.options)).revisions.map(({ id }) => id).sort()).toEqual(
      [right, other, tip].sort(),
    );
    const texts = Object.values(project.revisions()).join("\n");
    expect(texts).toContain(`revises: ["${left}"]`);
    expect(texts).toMatch(new RegExp(`dependsOn: \\["(left|${left})"\\]`));
    await expect(empty("again", { head: tip, label: ["left"] })).rejects.toMatchObject({
      code: "REVISION_LABEL_DUPLICATE",
    });
    const joined = await merge({ ...project.options, message: "join" });
    expect(await project.upgrade("heads")).toMatchObject({ heads: [joined.id] });
  });

  it("writes the same bytes for the same change, apart from id and date", async () => {
    const log = `
export const mood = pgEnum("mood", ["sad", "ok"]);
export const audit = pgSchema("audit");
export const log = audit.table("log", { id: serial().primaryKey(), m: mood().default("ok"), at: timestamp().defaultNow() },
  (t) => [index().on(t.at.desc()), uniqueIndex("once").on(t.m).where(sql\`m = 'ok'\`), check("c", sql\`id > 0\`)]);
export const recent = pgView("recent").as((qb) => qb.select().from(log).where(eq(log.m, "ok")));`;
    const texts: string[] = [];
    // Whatever order the files are in.
    for (const files of [
      { "a.ts": usersAndPosts, "b.ts": log },
      { "a.ts": log, "b.ts": usersAndPosts },
    ]) {
      const project = await createModelProject();
      await project.evolve(users);
      project.models(files);
      const { id, file } = await project.revise();
      const written = project.revisions()[path.basename(String(file))] ?? "";
      texts.push(written.replaceAll(String(id), "ID").replace(/(createdAt|revises): .*/g, "$1"));
    }
    expect(texts[0]).toContain('CREATE VIEW "public"."recent"');
    expect(texts[1]).toBe(texts[0]);
  });
});
