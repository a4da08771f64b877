import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acceptEdit } from "../../../src/commands/accept-edit.ts";
import { current } from "../../../src/commands/current.ts";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { rebase } from "../../../src/commands/rebase.ts";
import { squash } from "../../../src/commands/squash.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { formatRevision } from "../../../src/revisions/format.ts";
import { writeRevision } from "../../../src/revisions/write.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { chain, createMigrations, query } from "../../support/migrations.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

describe("accept-edit", () => {
  it("takes an edited revision as it is now, with a reason, and runs nothing", async () => {
    const { config, cwd, add } = await createMigrations(chain("a"));
    const options = { config, cwd, url: database.url };
    await upgrade(options);
    await add("a", { up: ["sql`CREATE TABLE a (id int) -- the ids`"], down: ["sql`DROP TABLE a`"] });
    await expect(upgrade(options)).rejects.toMatchObject({ code: "REVISION_EDITED" });
    expect(await acceptEdit({ ...options, target: "a", reason: "a comment" })).toEqual({
      ok: true,
      id: "a",
      accepted: true,
      reason: "a comment",
      difference: ["up step 1:", "- CREATE TABLE a (id int)", "+ CREATE TABLE a (id int) -- the ids"],
    });
    expect(await upgrade(options)).toMatchObject({ steps: [], heads: ["a"] });
    expect(await query(database.url, "SELECT direction, reason FROM varve.history ORDER BY id")).toEqual([
      ["up", null],
      ["edit", "a comment"],
    ]);
    await expect(acceptEdit({ ...options, target: "a", reason: "again" })).rejects.toMatchObject({
      code: "NOTHING_TO_ACCEPT",
    });
  });
});

describe("rebase", () => {
  const text = (id: string, revises: string[], day: number) =>
    formatRevision({ id, revises, message: id, createdAt: `2026-01-0${day}T00:00:00Z`, up: [], down: [] });

  async function twoHeads() {
    const { writeFile } = await import("node:fs/promises");
    const { config, cwd } = await createMigrations();
    for (const [index, [id, revises]] of (
      [
        ["a", []],
        ["b1", ["a"]],
        ["c1", ["b1"]],
        ["b2", ["a"]],
        ["c2", ["b2"]],
      ] as [string, string[]][]
    ).entries()) {
      await writeFile(path.join(cwd, `${id}.ts`), text(id, revises, index + 1));
    }
    await writeFile(path.join(cwd, "heads.txt"), "c1\nc2\n");
    return { config, cwd, url: database.url };
  }

  it("moves a branch as a whole, so that two heads become one line", async () => {
    const options = await twoHeads();
    expect(await rebase({ ...options, target: "c2", onto: "c1" })).toMatchObject({
      ok: true,
      id: "b2",
      revises: ["c1"],
      moved: ["b2", "c2"],
    });
    expect(await upgrade(options)).toMatchObject({
      steps: ["a", "b1", "c1", "b2", "c2"].map((id) => ({ id })),
    });
    expect(await readFile(path.join(options.cwd, "b2.ts"), "utf8")).toBe(text("b2", ["c1"], 4));
    expect(await readFile(path.join(options.cwd, "heads.txt"), "utf8")).toBe("c2\n");
  });

  it("moves nothing that is applied, and nothing behind itself", async () => {
    const options = await twoHeads();
    await upgrade({ ...options, target: "b2" });
    const impossible = { code: "REBASE_IMPOSSIBLE" };
    await expect(rebase({ ...options, target: "c2", onto: "c1" })).rejects.toMatchObject(impossible);
    await expect(rebase({ ...options, target: "b1", onto: "c1" })).rejects.toMatchObject(impossible);
    await expect(rebase({ ...options, target: "c1", onto: "a" })).resolves.toMatchObject({
      id: "b1",
      revises: ["a"],
    });
    expect(await rebase({ ...options, target: "c1", onto: "c2" })).toMatchObject({
      id: "b1",
      revises: ["c2"],
    });
  });
});

describe("squash", () => {
  const names = ["a", "b", "c", "d"];
  const up = (id: string) => [
    { sql: `CREATE TABLE ${id} (id int)` },
    { sql: `INSERT INTO ${id} VALUES (1)` },
  ];
  const down = (id: string) => [{ sql: `DROP TABLE ${id}` }];

  async function line() {
    const { config, cwd } = await createMigrations();
    for (const [index, id] of names.entries()) {
      const revises = index === 0 ? [] : [names[index - 1] as string];
      const createdAt = `2026-01-0${index + 1}T00:00:00Z`;
      await writeRevision(cwd, { id, revises, message: id, createdAt, up: up(id), down: down(id) }, revises);
    }
    return { config, cwd, url: database.url };
  }
  const tables = async () =>
    (
      await query(
        database.url,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
      )
    ).flat();
  const heads = () => query(database.url, "SELECT revision FROM varve.heads");

  it.each([
    [undefined, ["up", "up"]],
    ["a", ["up", "up"]],
    ["b", ["up", "up"]],
    ["c", ["stamp", "up"]],
    ["d", ["stamp"]],
  ])("carries over a database at %s", async (at, directions) => {
    const options = await line();
    if (at !== undefined) await upgrade({ ...options, target: at });
    const squashed = await squash({ ...options, range: "a:c", message: "abc" });
    expect(squashed).toMatchObject({ ok: true, replaces: ["a", "b", "c"] });
    expect((await upgrade({ ...options, dryRun: true })).heads).toEqual(["d"]);
    const run = await upgrade(options);
    expect(run.steps.map(({ direction }) => direction)).toEqual(directions);
    expect(run.steps[0]?.id).toBe(squashed.id);
    expect(await tables()).toEqual(names);
    expect(await query(database.url, "SELECT count(*)::int FROM a, b, c, d")).toEqual([[1]]);
    expect(await heads()).toEqual([["d"]]);
    expect(await upgrade(options)).toMatchObject({ steps: [], heads: ["d"] });
    expect(await downgrade({ ...options, target: "base" })).toMatchObject({ heads: [] });
    expect(await tables()).toEqual([]);
  });

  it("moves one step when one step is asked for", async () => {
    const options = await line();
    await upgrade({ ...options, target: "a" });
    const { id } = await squash({ ...options, range: "a:c" });
    expect(await upgrade({ ...options, target: "+1" })).toMatchObject({
      steps: [{ id, direction: "up" }],
      heads: [id],
    });
    expect(await tables()).toEqual(["a", "b", "c"]);
  });

  it("does not go down from the middle of what was squashed", async () => {
    const options = await line();
    await upgrade({ ...options, target: "b" });
    const { id } = await squash({ ...options, range: "b:c" });
    expect(await current(options)).toMatchObject({ revisions: [{ id: "a", applied: true }] });
    await expect(downgrade({ ...options, target: "base" })).rejects.toMatchObject({
      code: "REVISION_PARTLY_APPLIED",
    });
    expect(await upgrade({ ...options, target: id })).toMatchObject({ steps: [{ id, direction: "up" }] });
    expect(await downgrade({ ...options, target: "base" })).toMatchObject({ heads: [] });
  });

  it("refuses what is no piece of a line", async () => {
    const options = await line();
    const createdAt = "2026-02-01T00:00:00Z";
    const beside = { id: "e", revises: ["b"], message: "e", createdAt, up: [], down: [] };
    await writeRevision(options.cwd, beside, ["d"]);
    await expect(squash({ ...options, range: "a:c" })).rejects.toMatchObject({
      code: "SQUASH_IMPOSSIBLE",
      message: expect.stringMatching(/e comes after b/),
    });
    await expect(squash({ ...options, range: "c:c" })).rejects.toMatchObject({ code: "SQUASH_IMPOSSIBLE" });
  });
});
