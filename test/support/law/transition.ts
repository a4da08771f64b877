// One change of a schema taken both ways on a database with rows in it, and everything that must hold then.
import type { Client } from "pg";
import { type DiffDocument, diff } from "../../../src/commands/diff.ts";
import { ask, isTooEarly } from "../../../src/database/ask.ts";
import type { Scope } from "../../../src/engine/index.ts";
import type { Step } from "../../../src/plan/steps.ts";
import { createDatabase, dropDatabase, withConnection } from "./databases.ts";
import { emptiedViews, lostRows, readFilled, readRows } from "./rows.ts";
import { readSchema, schemaDifferences } from "./schema.ts";

export interface Transition {
  /** SQL that builds the schema before, and the one after, in an empty database. */
  before: string;
  after: string;
  /** Rows for the schema before. */
  seed?: string | undefined;
  /** As `--rename` takes them. */
  rename?: readonly string[] | undefined;
  /** `table.column` whose values the way there and back may change (a number rounded, a value cut off), or `table`. */
  lossy?: readonly string[] | undefined;
}

export interface Outcome extends Pick<DiffDocument, "up" | "down"> {
  /** What does not hold; empty when the change is right. */
  problems: string[];
}

/**
 * Plans `before` → `after` between two databases by `diff`, applies it to the one with rows, compares, goes back, compares
 * again. `server` is a superuser's URL.
 */
export async function runTransition(server: string, transition: Transition): Promise<Outcome> {
  const { before, after, seed = "", rename } = transition;
  const databases = await Promise.all([before, after].map((sql) => createDatabase(server, sql)));
  const [live, target] = databases as [string, string];
  try {
    const goal = await withConnection(target, (client) => readSchema(client, target));
    return await withConnection(live, async (client) => {
      const start = await readSchema(client, live);
      await client.query(seed);
      const { up, down, preflight } = await diff({
        from: live,
        to: target,
        rename,
        config: { models: "none.ts" },
      });
      const problems = [...saidTwice(up), ...saidTwice(down)].map((sql) => `said twice: ${sql}`);
      for (const { sql, prepare } of preflight) {
        // What an upgrade can't ask either is left to PostgreSQL.
        const rows = await ask(client, sql, prepare).catch((error) => {
          if (prepare === undefined || !isTooEarly(error)) throw error;
          return [];
        });
        if (rows.length > 0) problems.push(`rows in the way: ${sql}`);
      }
      const ways = { url: live, client, ways: { up, down }, goals: { up: goal, down: start } };
      return {
        up,
        down,
        problems: [...problems, ...(await thereAndBack({ ...ways, lossy: transition.lossy }))],
      };
    });
  } finally {
    for (const url of databases) await dropDatabase(server, url);
  }
}

function saidTwice(steps: readonly Step[]): string[] {
  const statements = steps.map(({ sql }) => sql);
  return statements.filter((sql, i) => statements.indexOf(sql) !== i);
}

export interface Ways {
  url: string;
  client: Client;
  ways: { up: readonly Step[]; down: readonly Step[] };
  goals: { up: Awaited<ReturnType<typeof readSchema>>; down: Awaited<ReturnType<typeof readSchema>> };
  lossy?: readonly string[] | undefined;
  scope?: Scope | undefined;
}

/** Applies both ways; what does not hold afterwards. */
export async function thereAndBack(transition: Ways): Promise<string[]> {
  const { url, client, ways, goals, lossy = [], scope } = transition;
  const before = await readRows(client);
  const filled = await readFilled(client);
  const failedUp = await applySteps(client, ways.up);
  if (failedUp !== undefined) return [`up: ${failedUp}`];
  const between = await readRows(client);
  const up = [
    ...schemaDifferences(await readSchema(client, url, scope), goals.up),
    ...lostRows({ before, after: between, lossy }),
    ...emptiedViews(filled, await readFilled(client)),
  ].map((problem) => `up: ${problem}`);
  const failedDown = await applySteps(client, ways.down);
  if (failedDown !== undefined) return [...up, `down: ${failedDown}`];
  const down = [
    ...schemaDifferences(await readSchema(client, url, scope), goals.down),
    ...lostRows({ before, after: await readRows(client), between, lossy }),
    ...emptiedViews(filled, await readFilled(client)),
  ].map((problem) => `down: ${problem}`);
  return [...up, ...down];
}

/** As a program in another language would: transactional neighbours in one transaction. The failure, if any. */
async function applySteps(client: Client, steps: readonly Step[]): Promise<string | undefined> {
  let inTransaction = false;
  for (const { sql, transactional } of steps) {
    try {
      if (transactional !== inTransaction) await client.query(transactional ? "BEGIN" : "COMMIT");
      inTransaction = transactional;
      await client.query(sql);
    } catch (error) {
      await client.query("ROLLBACK").catch(() => {});
      return `${(error as { code?: string }).code} ${(error as Error).message} in ${sql}`;
    }
  }
  if (inTransaction) await client.query("COMMIT");
  return undefined;
}
