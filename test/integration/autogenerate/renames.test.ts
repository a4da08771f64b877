import { describe, expect, it } from "vitest";
import { createModelProject, type ModelProject, plainSql } from "../../support/model-project.ts";

const users = `export const users = pgTable("users", { id: integer().primaryKey(), nick: text() }, (t) => [index().on(t.nick)]);
export const posts = pgTable("posts", { id: integer().primaryKey(), author: integer().references(() => users.id) });`;
const people = users.replaceAll('"users"', '"people"');
const handle = users.replace("nick: text()", "handle: text()").replaceAll("t.nick", "t.handle");
const peopleWithHandle = handle.replaceAll('"users"', '"people"');

async function projectWith(models: string): Promise<ModelProject> {
  const project = await createModelProject();
  await project.evolve(models);
  await project.sql("INSERT INTO users VALUES (1, 'ann')").catch(() => []);
  return project;
}

const rejected = (candidates: string[]) => ({
  code: "RENAME_AMBIGUOUS",
  hint: expect.stringMatching(/--rename .*--no-renames/),
  details: { candidates },
});

describe("a renamed column", () => {
  it("is refused without a word, with the flag to give; nothing is written", async () => {
    const project = await projectWith(users);
    project.models(handle);
    await expect(project.revise()).rejects.toMatchObject(rejected(["users.nick:users.handle"]));
    expect(Object.keys(project.revisions())).toHaveLength(1);
  });

  it("keeps its values both ways, with its index renamed along", async () => {
    const project = await projectWith(users);
    const { changes, up, down } = await project.evolve(handle, { rename: ["users.nick:users.handle"] });
    expect(plainSql(up)).toEqual([
      "ALTER TABLE users RENAME COLUMN nick TO handle",
      "ALTER INDEX users_nick_index RENAME TO users_handle_index",
    ]);
    expect(plainSql(down)).toEqual([
      "ALTER INDEX users_handle_index RENAME TO users_nick_index",
      "ALTER TABLE users RENAME COLUMN handle TO nick",
    ]);
    expect(up[0]?.hazards).toMatchObject([{ code: "BREAKS_OLD_CODE", object: "users.nick" }]);
    expect(changes).toContainEqual({
      action: "rename",
      kind: "column",
      name: "nick",
      table: "users",
      from: "nick",
      to: "handle",
    });
    expect(await project.sql("SELECT handle FROM users")).toEqual([["ann"]]);
    await project.downgrade("-1");
    expect(await project.sql("SELECT nick FROM users")).toEqual([["ann"]]);
  });

  it("is dropped and created with --no-renames, which is told as a loss", async () => {
    const project = await projectWith(users);
    const { hazards } = await project.evolve(handle, { noRenames: true });
    expect(hazards).toContainEqual(expect.objectContaining({ code: "DATA_LOSS", object: "users.nick" }));
    expect(await project.sql("SELECT handle FROM users")).toEqual([[null]]);
  });

  it("is refused when the flag fits nothing, with what would fit", async () => {
    const project = await projectWith(users);
    project.models(handle);
    await expect(project.revise({ rename: ["users.nik:users.handle"] })).rejects.toMatchObject({
      code: expect.stringMatching(/^RENAME_/),
    });
    await expect(
      project.revise({ rename: ["users.nik:users.handle"], noRenames: true }),
    ).rejects.toMatchObject({
      code: "RENAME_UNKNOWN",
      hint: expect.stringContaining("--rename users.nick:users.handle"),
    });
  });

  it("is asked about where somebody can answer", async () => {
    const project = await projectWith(users);
    project.models(handle);
    const asked: string[] = [];
    const prompts = {
      confirm: async ({ message }: { message: string }) => asked.push(message) > 0,
      text: () => Promise.reject(new Error("nobody asked for a text")),
    };
    const { changes } = await project.revise({ prompts: prompts as never });
    expect(asked).toEqual([expect.stringMatching(/users\.handle.*users\.nick/)]);
    expect(changes).toContainEqual(expect.objectContaining({ action: "rename", name: "nick" }));
  });
});

describe("a renamed table", () => {
  it("keeps its rows, and what refers to it", async () => {
    const project = await projectWith(users);
    await project.sql("INSERT INTO posts VALUES (7, 1)");
    project.models(people);
    await expect(project.revise()).rejects.toMatchObject(rejected(["users:people"]));
    const { up } = await project.evolve(people, { rename: ["users:people"] });
    expect(plainSql(up).some((sql) => /DROP|CREATE TABLE/.test(sql))).toBe(false);
    expect(await project.sql("SELECT nick FROM posts JOIN people ON people.id = author")).toEqual([["ann"]]);
    await project.downgrade("-1");
    expect(await project.sql("SELECT nick FROM users")).toEqual([["ann"]]);
  });

  it("may have a renamed column: named under the old table or the new one", async () => {
    for (const column of ["users.nick:people.handle", "people.nick:people.handle"]) {
      const project = await projectWith(users);
      await project.evolve(peopleWithHandle, { rename: ["users:people", column] });
      expect(await project.sql("SELECT handle FROM people")).toEqual([["ann"]]);
      await project.downgrade("base");
    }
  });

  it("lists the column's candidates once the table's rename is known", async () => {
    const project = await projectWith(users);
    project.models(peopleWithHandle);
    await expect(project.revise({ rename: ["users:people"] })).rejects.toMatchObject({
      code: "RENAME_AMBIGUOUS",
      details: { candidates: ["people.nick:people.handle"] },
    });
  });

  it("may go to another schema", async () => {
    const project = await projectWith(users);
    const moved = `const audit = pgSchema("audit");\nexport { audit };\n${users.replace('pgTable("users"', 'audit.table("users"')}`;
    const { changes } = await project.evolve(moved, { rename: ["users:audit.users"] });
    expect(changes).toContainEqual({ action: "create", kind: "schema", name: "audit" });
    expect(await project.sql("SELECT nick FROM audit.users")).toEqual([["ann"]]);
    await project.downgrade("-1");
    expect(await project.sql("SELECT to_regnamespace('audit')")).toEqual([[null]]);
    expect(await project.sql("SELECT nick FROM public.users")).toEqual([["ann"]]);
  });
});

describe("other renames", () => {
  const moods = (name: string, values: string) => `export const mood = pgEnum("${name}", ${values});
export const users = pgTable("users", { id: integer().primaryKey(), m: mood().default("ok") });`;

  it("of an enum keep the values", async () => {
    const project = await projectWith(moods("mood", '["sad", "ok"]'));
    await project.sql("UPDATE users SET id = id; INSERT INTO users VALUES (2, 'sad')");
    project.models(moods("feeling", '["sad", "ok"]'));
    await expect(project.revise()).rejects.toMatchObject(rejected(["enum/mood:enum/feeling"]));
    await project.evolve(moods("feeling", '["sad", "ok"]'), { rename: ["enum/mood:enum/feeling"] });
    expect(await project.sql("SELECT m::text FROM users WHERE id = 2")).toEqual([["sad"]]);
    await project.downgrade("-1");
    expect(await project.sql("SELECT 'sad'::mood::text")).toEqual([["sad"]]);
  });

  it("of a value of an enum keep the rows that have it", async () => {
    const project = await projectWith(moods("mood", '["sad", "ok"]'));
    await project.sql("INSERT INTO users VALUES (2, 'sad')");
    project.models(moods("mood", '["blue", "ok"]'));
    await expect(project.revise()).rejects.toMatchObject(rejected(["enum/mood.sad:enum/mood.blue"]));
    const { up } = await project.evolve(moods("mood", '["blue", "ok"]'), {
      rename: ["enum/mood.sad:enum/mood.blue"],
    });
    expect(plainSql(up)).toEqual(["ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"]);
    expect(await project.sql("SELECT m::text FROM users WHERE id = 2")).toEqual([["blue"]]);
    await project.downgrade("-1");
    expect(await project.sql("SELECT m::text FROM users WHERE id = 2")).toEqual([["sad"]]);
  });

  it("of a schema keep the tables in it", async () => {
    const audit = (name: string) => `export const audit = pgSchema("${name}");
export const log = audit.table("log", { id: integer().primaryKey(), line: text() });
export const kind = audit.enum("kind", ["a", "b"]);`;
    const project = await projectWith(audit("audit"));
    await project.sql("INSERT INTO audit.log VALUES (1, 'x')");
    project.models(audit("trail"));
    await expect(project.revise()).rejects.toMatchObject(rejected(["schema/audit:schema/trail"]));
    await project.evolve(audit("trail"), { rename: ["schema/audit:schema/trail"] });
    expect(await project.sql("SELECT line FROM trail.log")).toEqual([["x"]]);
    await project.downgrade("-1");
    expect(await project.sql("SELECT line FROM audit.log")).toEqual([["x"]]);
  });

  it("of two columns at once are listed as every pair, and done as said", async () => {
    const two = (a: string, b: string) =>
      `export const users = pgTable("users", { id: integer().primaryKey(), ${a}: integer(), ${b}: integer() });`;
    const project = await projectWith(two("a", "b"));
    project.models(two("c", "d"));
    await expect(project.revise()).rejects.toMatchObject(
      rejected(["users.a:users.c", "users.a:users.d", "users.b:users.c", "users.b:users.d"]),
    );
    await project.sql("INSERT INTO users VALUES (5, 1, 2)");
    await project.evolve(two("c", "d"), { rename: ["users.a:users.d", "users.b:users.c"] });
    expect(await project.sql("SELECT c, d FROM users WHERE id = 5")).toEqual([[2, 1]]);
    project.models(two("e", "f"));
    await expect(project.revise({ rename: ["users.c:users.e", "users.c:users.f"] })).rejects.toMatchObject({
      code: "RENAME_UNKNOWN",
      message: expect.stringContaining("share an end"),
    });
  });
});
