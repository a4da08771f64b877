// The law for one change, checked without a scratch database: the databases themselves prove it.
import type { Client } from "pg";
import { planWay } from "../../../src/autogenerate/plan-way.ts";
import type { Side } from "../../../src/autogenerate/sides.ts";
import { compare, extractWithin, projectScope } from "../../../src/engine/index.ts";
import type { Step } from "../../../src/plan/steps.ts";
import { createDatabase, dropDatabase, withConnection } from "./databases.ts";
import { everything, readSchema, type Schema } from "./schema.ts";
import { thereAndBack } from "./transition.ts";

export interface Verdict {
  /** What does not hold. */
  problems: string[];
  /** PostgreSQL did not accept one of the schemas, or its rows. */
  refused?: string;
  /** Rows made the change impossible; it was tried again without them. */
  rowsInTheWay?: string;
  steps: { up: readonly Step[]; down: readonly Step[] } | undefined;
}

export interface Change {
  before: string;
  after: string;
  seed: string;
}

export async function checkLaw(server: string, change: Change): Promise<Verdict> {
  const first = await tryChange(server, change, change.seed);
  const inTheWay = first.problems.find((problem) => /^(up|down): (22|23)/.test(problem));
  if (inTheWay === undefined || change.seed === "") return first;
  const again = await tryChange(server, change, "");
  return { ...again, rowsInTheWay: inTheWay };
}

async function tryChange(server: string, { before, after }: Change, seed: string): Promise<Verdict> {
  const made: string[] = [];
  try {
    for (const sql of [before, after]) made.push(await createDatabase(server, sql));
  } catch (error) {
    for (const url of made) await dropDatabase(server, url);
    return { problems: [], refused: (error as Error).message, steps: undefined };
  }
  const [live, target] = made as [string, string];
  try {
    return await withConnection(live, (client) =>
      withConnection(target, async (other) => {
        const goals = { up: await readSchema(other, target), down: await readSchema(client, live) };
        try {
          await client.query(seed);
        } catch (error) {
          return { problems: [], refused: (error as Error).message, steps: undefined };
        }
        const version = await serverVersionOf(client);
        const [start, end] = [sideOf(client, goals.down), sideOf(other, goals.up)];
        const plan = async () => ({
          up: await planWay(start, end, { serverVersion: version }),
          down: await planWay(end, start, { serverVersion: version }),
        });
        const steps = await plan();
        const problems = [
          ...compare(goals.up.facts, goals.up.facts).map(
            (change) => `not equal to itself: ${JSON.stringify(change)}`,
          ),
          ...(JSON.stringify(await plan()) === JSON.stringify(steps)
            ? []
            : ["planned twice, it is not the same"]),
          ...(await thereAndBack({ url: live, client, ways: steps, goals })),
        ];
        return { problems, steps };
      }),
    );
  } catch (error) {
    return {
      problems: [`${(error as { code?: string }).code ?? ""} ${(error as Error).stack}`],
      steps: undefined,
    };
  } finally {
    for (const url of made) await dropDatabase(server, url);
  }
}

function sideOf(client: Client, { facts }: Schema): Side {
  return {
    facts,
    after: async (statements) => {
      await client.query("BEGIN");
      try {
        for (const sql of statements) await client.query(sql);
        return projectScope(await extractWithin(client), everything).facts;
      } finally {
        await client.query("ROLLBACK");
      }
    },
  };
}

async function serverVersionOf(client: Client): Promise<number> {
  const { rows } = await client.query("SHOW server_version_num");
  return Math.floor(Number(rows[0].server_version_num) / 10_000);
}
