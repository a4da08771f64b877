// What changed since the database was proven equal to the models is compared alone: the revision has to be the same.
import { readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createModelProject } from "../../support/model-project.ts";

const others = Array.from(
  { length: 20 },
  (_, n) =>
    `export const other${n} = pgTable("other_${n}", { id: integer().primaryKey(), up: integer()${n > 0 ? `.references(() => other${n - 1}.id)` : ""} });`,
).join("\n");
const mood = `export const mood = pgEnum("mood", ["sad", "ok"]);`;
const users = (
  columns = "",
) => `export const users = pgTable("users", { id: integer().primaryKey(), name: text().notNull().unique(),
  mood: mood(), home: integer().references(() => other3.id), ${columns} }, (t) => [index().on(t.mood), check("named", sql\`\${t.name} <> ''\`)]);`;
const posts = `export const posts = pgTable("posts", { id: integer().primaryKey(), author: integer().notNull().references(() => users.id) });`;
const active = `export const active = pgView("active").as((q) => q.select({ id: users.id, name: users.name }).from(users));`;
const codes = `export const codes = pgTable("codes", { id: integer().primaryKey(), code: text(), size: text().default('5" pipe') }, (t) => [uniqueIndex("one_code").on(t.code)]);
export const uses = pgTable("uses", { id: integer().primaryKey(), code: text().references(() => codes.code) });`;
const routines = `import { comment, pgFunction, pgTrigger } from "varve/models";
export const touch = pgFunction("touch", { returns: "trigger", language: "plpgsql", body: "BEGIN RETURN new; END" });
export const touched = pgTrigger("touched", { on: users, fires: "before", events: "update", execute: touch });
export const about = comment(users.name, "Known.");`;
const before = [others, mood, users(), posts, active, codes, routines].join("\n");

const edits: Record<string, { models: string; rename?: string[] }> = {
  "a new column": { models: before.replace(users(), users("age: integer().default(1),")) },
  "another type under a view, a check and a unique key": {
    models: before.replace("name: text()", "name: varchar({ length: 50 })"),
  },
  "another value of an enum": { models: before.replace('"ok"]', '"ok", "glad"]') },
  "a value less": { models: before.replace('"sad", ', "") },
  "a table that is gone, with what refers to it": {
    models: [others, mood, users(), codes, routines].join("\n"),
  },
  "a renamed table": {
    models: before.replace('pgTable("users"', 'pgTable("people"'),
    rename: ["users:people"],
  },
  "a renamed column": {
    models: before.replace("author: integer()", 'author: integer("writer")'),
    rename: ["posts.author:posts.writer"],
  },
  "a new table that refers to others": {
    models: `${before}\nexport const tags = pgTable("tags", { id: serial().primaryKey(), post: integer().references(() => posts.id), other: integer().references(() => other7.id) });`,
  },
  "another key of a table that others refer to": {
    models: before.replace(
      'pgTable("other_3", { id: integer()',
      'pgTable("other_3", { id: bigint({ mode: "number" })',
    ),
  },
  "a table whose key stands on a unique index": {
    models: before.replace('pgTable("uses", {', 'pgTable("uses", { more: integer(),'),
  },
  "the body of a function": { models: before.replace("RETURN new", "RETURN old") },
  "a comment": { models: before.replace("Known.", "Another.") },
  "a hub that everything refers to": {
    models: before.replaceAll(/references\(\(\) => other\d+/g, "references(() => other0"),
  },
};

test("the revision of the changed part is that of the whole", async () => {
  const project = await createModelProject();
  await project.evolve(before);
  const [known, hidden] = ["models", "hidden"].map((name) => path.join(project.root, ".varve", name)) as [
    string,
    string,
  ];
  const [ofTheDatabase] = readdirSync(known);
  const revise = async (options: object) => {
    const { file, ...revision } = await project.revise(options);
    rmSync(file as string);
    return { ...revision, id: "" };
  };
  for (const [name, { models, rename }] of Object.entries(edits)) {
    project.models(models);
    const ofThePart = await revise({ rename });
    expect(readdirSync(known)).toContain(ofTheDatabase);
    renameSync(known, hidden);
    const ofTheWhole = await revise({ rename });
    rmSync(known, { recursive: true });
    renameSync(hidden, known);

    expect(ofThePart.changes, name).not.toEqual([]);
    expect(ofThePart, name).toEqual(ofTheWhole);
  }
});

test("drift is not overlooked", async () => {
  const project = await createModelProject();
  await project.evolve(before);
  project.models(before.replace(users(), users("age: integer(),")));
  await project.sql("ALTER TABLE other_19 ADD COLUMN drift int");

  const { changes } = await project.revise();

  expect(changes.map(({ action, table, name }) => `${action} ${table}.${name}`)).toEqual([
    "drop other_19.drift",
    "create users.age",
  ]);
});
