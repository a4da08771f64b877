import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downgrade } from "../../../src/commands/downgrade.ts";
import { stamp } from "../../../src/commands/stamp.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import type { Hooks } from "../../../src/config/hooks.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { chain, createMigrations, query } from "../../support/migrations.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const ask = (sql: string) => query(database.url, sql);

async function project(hooks: Hooks) {
  const { config, cwd } = await createMigrations(chain("a", "b"));
  return { config: { ...config, hooks }, cwd, url: database.url };
}

function recorder(): { calls: string[]; hooks: Hooks } {
  const calls: string[] = [];
  const list = (steps: readonly { id: string; direction: string }[]) =>
    steps.map(({ id, direction }) => `${direction} ${id}`).join(", ");
  const hooks: Hooks = {
    beforeRun: ({ steps }) => calls.push(`before ${list(steps)}`),
    afterRun: ({ steps, error }) => calls.push(`after ${list(steps)}: ${error ?? "well"}`),
    beforeRevision: ({ revision, direction }) => calls.push(`before ${direction} ${revision.id}`),
    afterRevision: ({ revision, direction }) => calls.push(`after ${direction} ${revision.id}`),
  };
  return { calls, hooks };
}

describe("hooks", () => {
  it.each(["each", "all"] as const)(
    "are called around a run and its revisions (transaction: %s)",
    async (transaction) => {
      const { calls, hooks } = recorder();
      const options = { ...(await project(hooks)), transaction };
      await upgrade(options);
      expect(calls.splice(0)).toEqual([
        "before up a, up b",
        "before up a",
        "after up a",
        "before up b",
        "after up b",
        "after up a, up b: well",
      ]);
      await downgrade({ ...options, target: "-1" });
      expect(calls.splice(0)).toEqual([
        "before down b",
        "before down b",
        "after down b",
        "after down b: well",
      ]);
    },
  );

  it("are not called when nothing is run", async () => {
    const { calls, hooks } = recorder();
    const options = await project(hooks);
    await upgrade({ ...options, dryRun: true });
    await upgrade({ ...options, sql: true });
    await stamp({ ...options, targets: ["head"] });
    await upgrade(options);
    expect(calls).toEqual([]);
  });

  it("have the connection of the run, and what they do with it stays", async () => {
    const options = await project({
      beforeRun: ({ client }) => client.query("CREATE TABLE log (line text)"),
      afterRevision: ({ client, revision }) =>
        client.query("INSERT INTO log VALUES ($1 || pg_backend_pid())", [revision.id]),
      afterRun: async ({ client }) => {
        const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
        await client.query("UPDATE log SET line = replace(line, $1, ' same')", [String(rows[0].pid)]);
      },
    });
    await upgrade(options);
    expect(await ask("SELECT line FROM log ORDER BY line")).toEqual([["a same"], ["b same"]]);
  });

  it.each([
    ["beforeRun", 0, /Nothing was changed/],
    ["beforeRevision", 1, /beforeRevision of revision b failed: no[\s\S]*Nothing of it was run/],
    ["afterRevision", 2, /afterRevision of revision b failed: no[\s\S]*applied and recorded/],
    ["afterRun", 2, /What the run did stays/],
  ] as const)("that fail stop the run: %s", async (name, applied, message) => {
    const fail = (context: object) => {
      if (!("revision" in context) || (context.revision as { id: string }).id === "b") throw new Error("no");
    };
    await expect(upgrade(await project({ [name]: fail }))).rejects.toMatchObject({
      code: "HOOK_FAILED",
      message: expect.stringMatching(message),
      details: { hook: name },
    });
    const tables = "SELECT count(*)::int FROM pg_class WHERE relname IN ('a', 'b')";
    expect(await ask(tables)).toEqual([[applied]]);
  });

  it("that fail inside of one transaction roll back everything", async () => {
    const options = await project({
      afterRevision: ({ revision }) => {
        if (revision.id === "b") throw new Error("no");
      },
    });
    await expect(upgrade({ ...options, transaction: "all" })).rejects.toMatchObject({
      code: "HOOK_FAILED",
      message: expect.stringContaining("rolled back"),
    });
    expect(await ask("SELECT to_regclass('a'), to_regclass('b')")).toEqual([[null, null]]);
  });

  it("hear of a run that failed", async () => {
    const { calls, hooks } = recorder();
    const { config, cwd } = await createMigrations({ a: { up: ["sql`SELECT nonsense`"] } });
    const running = upgrade({ config: { ...config, hooks }, cwd, url: database.url });
    await expect(running).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    expect(calls.at(-1)).toMatch(/^after up a: VarveError: Revision a .* failed/);
  });

  it("do not leave a transaction open", async () => {
    const options = await project({
      beforeRevision: ({ client }) => client.query("BEGIN; CREATE TABLE x ()"),
    });
    await expect(upgrade(options)).rejects.toMatchObject({
      code: "HOOK_FAILED",
      message: expect.stringContaining("left a transaction open"),
    });
    expect(await ask("SELECT to_regclass('x')")).toEqual([[null]]);
  });
});
