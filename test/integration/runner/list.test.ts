import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { branches } from "../../../src/commands/branches.ts";
import { check, definition as checkDefinition } from "../../../src/commands/check.ts";
import { current, definition as currentDefinition } from "../../../src/commands/current.ts";
import { heads } from "../../../src/commands/heads.ts";
import { history, definition as historyDefinition } from "../../../src/commands/history.ts";
import { merge } from "../../../src/commands/merge.ts";
import { show } from "../../../src/commands/show.ts";
import { stamp } from "../../../src/commands/stamp.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { createStyle } from "../../../src/terminal/style.ts";
import { abandonedScratchDatabases, createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { chain, createMigrations, query } from "../../support/migrations.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const ids = ({ revisions }: { revisions: readonly { id: string }[] }) => revisions.map(({ id }) => id);
const plain = { style: createStyle(false), width: 100 };

async function project() {
  const { config, cwd } = await createMigrations({
    ...chain("a1", "a2", "a3"),
    b1: {},
    b2: { revises: ["b1"], dependsOn: ["a2"], labels: ["lib"] },
    b3: { revises: ["b2"] },
    c3: { revises: ["a2"] },
  });
  return { config, cwd, url: database.url };
}

describe("the lists", () => {
  it("show where the database is, also what another branch implies", async () => {
    const options = await project();
    expect(await current(options)).toMatchObject({ ok: true, revisions: [] });
    await stamp({ ...options, targets: ["b2"] });
    const document = await current({ ...options, checkHeads: true });
    expect(document).toMatchObject({
      ok: false,
      revisions: [
        { id: "a2", applied: true, head: false, current: false },
        {
          id: "b2",
          applied: true,
          head: false,
          current: true,
          revises: ["b1"],
          dependsOn: ["a2"],
          labels: ["lib"],
          message: "make b2",
        },
      ],
    });
    expect(currentDefinition.render(document, plain, {})).toContain(
      "b1 (needs a2) -> b2 (lib) (current), make b2",
    );
    await upgrade({ ...options, target: "b3" });
    expect(ids(await current(options))).toEqual(["a2", "b3"]);
  });

  it("do not create anything", async () => {
    await current(await project());
    expect(await query(database.url, "SELECT 1 FROM pg_namespace WHERE nspname = 'varve'")).toEqual([]);
  });

  it("refuse a database at a revision that is in no file", async () => {
    const options = await project();
    await stamp({ ...options, targets: ["a1"] });
    await query(database.url, "UPDATE varve.heads SET revision = 'gone'");
    const unknown = { code: "UNKNOWN_REVISION_APPLIED" };
    await expect(current(options)).rejects.toMatchObject(unknown);
    await expect(show({ ...options, target: "current" })).rejects.toMatchObject(unknown);
    await expect(history({ ...options, range: "current:" })).rejects.toMatchObject(unknown);
    await expect(upgrade({ ...options, target: "current:a2", sql: true })).rejects.toMatchObject(unknown);
    expect(ids(await heads(options))).toEqual(["a3", "b3", "c3"]);
  });

  it("find heads and branch points", async () => {
    const options = await project();
    expect(ids(await heads(options))).toEqual(["a3", "b3", "c3"]);
    expect((await heads(options)).revisions.every(({ head, applied }) => head && applied === false)).toBe(
      true,
    );
    expect((await branches(options)).revisions).toMatchObject([{ id: "a2", children: ["a3", "c3"] }]);
  });

  it.each([
    [undefined, "c3 b3 b2 b1 a3 a2 a1"],
    ["a1:a3", "a3 a2 a1"],
    ["a2:", "c3 a3 a2"],
    [":b1", "b1"],
    ["a1:+2", "c3 a3 a2 a1"],
    ["-1:a3", "a3 a2"],
    ["-9:a3", "a3 a2 a1"],
    ["current:a3", "a3 a2"],
    ["current-1:current", "a2 a1"],
    ["a1@-1:a3", "a3 a2 a1"],
    ["-2:", "c3 b3 b2 b1 a3 a2 a1"],
    ["-1:", "c3 b3 b2 a3 a2"],
    ["lib@base:heads", "b3 b2 b1 a2 a1"],
  ])("show the range %s", async (range, expected) => {
    const options = await project();
    await stamp({ ...options, targets: ["a2"] });
    expect(ids(await history({ ...options, range })).sort()).toEqual(expected.split(" ").sort());
  });

  it("refuse a range the wrong way round, and one that is none", async () => {
    const options = await project();
    await expect(history({ ...options, range: "a3:a1" })).rejects.toMatchObject({ code: "RANGE_INVALID" });
    await expect(history({ ...options, range: "a1" })).rejects.toMatchObject({ code: "TARGET_INVALID" });
  });

  it("draw the graph", async () => {
    const { config, cwd } = await createMigrations({
      ...chain("a", "b"),
      c: { revises: ["a"] },
      m: { revises: ["b", "c"] },
      n: { revises: ["m"] },
    });
    const options = { config, cwd, url: database.url };
    await upgrade({ ...options, target: "c" });
    const document = await history(options);
    expect(historyDefinition.render(document, plain, { graph: true })).toBe(
      [
        "○  n (head) (pending) make n",
        "○  m (pending) make m",
        "├─╮",
        "│ ◉  c (current) make c",
        "○ │  b (pending) make b",
        "├─╯",
        "●  a make a",
      ].join("\n"),
    );
  });

  it("show a revision with its steps", async () => {
    const options = await project();
    expect(await show({ ...options, target: "a1" })).toMatchObject({
      ok: true,
      revisions: [{ id: "a1", up: ["CREATE TABLE a1 (id int)"], down: ["DROP TABLE a1"], head: false }],
    });
    expect(ids(await show({ ...options, target: "lib" }))).toEqual(["b2"]);
    await stamp({ ...options, targets: ["a2"] });
    expect(ids(await show({ ...options, target: "-1" }))).toEqual(["a1"]);
    expect(ids(await show({ ...options, target: "a3@+1" }))).toEqual(["a3"]);
    await expect(show({ ...options, target: "zz" })).rejects.toMatchObject({ code: "TARGET_UNKNOWN" });
  });

  it("go without a database, and say so", async () => {
    const warnings: string[] = [];
    const options = { ...(await project()), url: "postgres://nobody@127.0.0.1:1/none" };
    const document = await heads({ ...options, onEvent: ({ message }) => warnings.push(message) });
    expect(document.revisions.map(({ applied }) => applied)).toEqual([null, null, null]);
    expect(warnings.join()).toMatch(/cannot be reached.*\. What is applied is not shown/);
  });
});

describe("merge", () => {
  it("joins all heads with a revision without steps", async () => {
    const options = await project();
    const merged = await merge({ ...options, message: "join them", label: ["all"] });
    expect(merged).toMatchObject({
      ok: true,
      revises: ["a3", "b3", "c3"],
      file: expect.stringMatching(/_join_them\.ts$/),
    });
    expect((await heads(options)).revisions).toMatchObject([
      { id: merged.id, labels: ["all"], message: "join them" },
    ]);
    expect(await upgrade(options)).toMatchObject({ heads: [merged.id] });
  });

  it("says what several branches change, and whether their order matters", async () => {
    const { config, cwd } = await createMigrations({
      a: { up: ["sql`CREATE TABLE t (id int, name text)`"] },
      b: {
        revises: ["a"],
        up: ["sql`ALTER TABLE t ALTER name SET DEFAULT 'b'; CREATE TABLE only_b (id int)`"],
      },
      c: { revises: ["a"], up: ["sql`ALTER TABLE t ALTER name SET DEFAULT 'c'`"] },
    });
    const options = { config, cwd, url: database.url };
    expect(await merge(options)).toMatchObject({
      commutes: false,
      overlaps: [{ name: expect.stringMatching(/^t\.name/), branches: ["b", "c"] }],
    });
    expect(await abandonedScratchDatabases()).toEqual([]);
  });

  it("is foretold by check, which names the table that several branches change", async () => {
    const { config, cwd } = await createMigrations({
      a: { up: ["sql`CREATE TABLE t (id int)`"] },
      b: { revises: ["a"], up: ["sql`ALTER TABLE t ADD b int; CREATE TABLE only_b (id int)`"] },
      c: { revises: ["a"], up: ["sql`ALTER TABLE t ADD c int`"] },
    });
    await writeFile(path.join(cwd, "models.sql"), "CREATE TABLE t (id int);");
    const options = { cwd, url: database.url, config: { ...config, models: ["models.sql"] } };
    const document = await check(options);
    expect(document).toMatchObject({
      ok: false,
      heads: ["b", "c"],
      overlaps: [{ kind: "table", name: "t", branches: ["b", "c"] }],
    });
    const text = checkDefinition.render(document, plain, {});
    expect(text).toMatch(/Several heads: b, c\n {2}Changed by several: table t \(b, c\)\n/);
  });

  it("says when one branch cannot come after the other", async () => {
    const { config, cwd } = await createMigrations({
      a: {},
      b: { revises: ["a"], up: ["sql`CREATE TABLE t (id int)`"] },
      c: { revises: ["a"], up: ["sql`CREATE TABLE t (id int)`"] },
    });
    expect(await merge({ config, cwd, url: database.url })).toMatchObject({
      commutes: false,
      problem: expect.stringMatching(/"t" already exists/),
    });
  });

  it("refuses one revision, and what is no head", async () => {
    const options = await project();
    await expect(merge({ ...options, targets: ["a3"] })).rejects.toMatchObject({ code: "NOTHING_TO_MERGE" });
    await expect(merge({ ...options, targets: ["a1", "b3"] })).rejects.toMatchObject({
      code: "PARENT_NOT_HEAD",
    });
    await expect(merge({ ...options, targets: ["a3", "c3"], label: ["a-b"] })).rejects.toMatchObject({
      code: "REVISION_ID_ILLEGAL",
    });
    await expect(merge({ ...options, targets: ["a3", "c3", "current"] })).rejects.toMatchObject({
      code: "TARGET_INVALID",
    });
    expect(await merge({ ...options, targets: ["a3", "c3"] })).toMatchObject({ revises: ["a3", "c3"] });
  });
});
