// The law for one change, checked without a scratch database: the databases themselves prove it.
import type { Client } from "pg";
import { planWay } from "../../../src/autogenerate/plan-way.ts";
import type { Side } from "../../../src/autogenerate/sides.ts";
import {
  childTables,
  compare,
  describeId,
  extractWithin,
  managedKinds,
  projectScope,
} from "../../../src/engine/index.ts";
import { isVarveError } from "../../../src/errors.ts";
import { loadParser } from "../../../src/sql/parser.ts";
import { type Database, withDatabase } from "./databases.ts";
import { readSchema, type Schema, wholeScope } from "./schema.ts";
import { thereAndBack } from "./transition.ts";

export interface Verdict {
  /** What does not hold. */
  problems: string[];
  /** PostgreSQL did not accept one of the schemas, or its rows; or Varve says that it can't do the change. */
  refused?: string;
}

export interface Change {
  before: string;
  after: string;
  seed: string;
}

/** Two databases for one change after another. */
export interface Ground {
  live: Database;
  target: Database;
}

/** Owners and grants as well. */
const everything = { ...wholeScope, manage: new Set(managedKinds) };

/** What is said beforehand to change or lose values. */
const lossyHazards = new Set(["DATA_LOSS", "VALUES_CHANGED"]);

/** `server` is a superuser's URL. */
export function withGround<T>(server: string, fn: (ground: Ground) => Promise<T>): Promise<T> {
  return withDatabase(server, (live) => withDatabase(server, (target) => fn({ live, target })));
}

/** Where rows make the change impossible, it is tried again without them. */
export async function checkLaw(ground: Ground, change: Change): Promise<Verdict> {
  const verdict = await tryChange(ground, change);
  const hasRowsInTheWay = verdict.problems.some((problem) => /^(up|down): (22|23)/.test(problem));
  if (!hasRowsInTheWay || change.seed === "") return verdict;
  return await tryChange(ground, { ...change, seed: "" });
}

async function tryChange({ live, target }: Ground, { before, after, seed }: Change): Promise<Verdict> {
  await loadParser();
  try {
    await live.reset(before);
    await target.reset(after);
  } catch (error) {
    return { problems: [], refused: (error as Error).message };
  }
  const { client, url } = live;
  const read = (side: Database) => readSchema(side.client, side.url, everything);
  const goals = { up: await read(target), down: await read(live) };
  try {
    await client.query(seed);
  } catch (error) {
    return { problems: [], refused: (error as Error).message };
  }
  try {
    const { rows } = await client.query("SHOW server_version_num");
    const options = { serverVersion: Math.floor(Number(rows[0].server_version_num) / 10_000) };
    const [start, end] = [sideOf(client, goals.down), sideOf(target.client, goals.up)];
    const plan = async () => ({
      up: await planWay(start, end, options),
      down: await planWay(end, start, options),
    });
    const ways = await plan();
    const hazards = [...ways.up, ...ways.down].flatMap((step) => step.hazards);
    const told = hazards.flatMap(({ code, object }) => (lossyHazards.has(code) ? [object] : []));
    const lossy = [goals.down, goals.up].reduce((objects, { facts }) => alsoBelow(objects, facts), told);
    const phantoms = compare(goals.up.facts, goals.up.facts);
    return {
      problems: [
        ...phantoms.map((change) => `not equal to itself: ${JSON.stringify(change)}`),
        ...(JSON.stringify(await plan()) === JSON.stringify(ways) ? [] : ["planned twice, it differs"]),
        ...(await thereAndBack({ url, client, ways, goals, lossy, scope: everything })),
      ],
    };
  } catch (error) {
    if (isVarveError(error) && error.code !== "PLAN_IMPOSSIBLE")
      return { problems: [], refused: error.message };
    return { problems: [String((error as Error).stack)] };
  }
}

/** What happens to a table, or a column of it, happens to the tables below. */
function alsoBelow(objects: readonly string[], facts: Schema["facts"]): string[] {
  const below = facts.facts().flatMap(({ id }) => {
    if (id.kind !== "table") return [];
    const name = describeId(id);
    const concerned = objects.filter((object) => object === name || object.startsWith(`${name}.`));
    const children = childTables(id, facts).map(describeId);
    return concerned.flatMap((object) => children.map((child) => child + object.slice(name.length)));
  });
  const added = below.filter((object) => !objects.includes(object));
  return added.length === 0 ? [...objects] : alsoBelow([...objects, ...added], facts);
}

function sideOf(client: Client, { facts, operators }: Schema): Side {
  const known = new Map<string, Awaited<ReturnType<Side["after"]>>>();
  return {
    facts,
    operators,
    after: async (statements) => {
      const key = statements.join(";");
      const after = known.get(key) ?? (await schemaAfter(client, statements));
      known.set(key, after);
      return after;
    },
  };
}

async function schemaAfter(client: Client, statements: readonly string[]): ReturnType<Side["after"]> {
  await client.query("BEGIN");
  try {
    for (const sql of statements) await client.query(sql);
    const catalog = await extractWithin(client);
    return { facts: projectScope(catalog, everything).facts, operators: catalog.operators };
  } finally {
    await client.query("ROLLBACK");
  }
}
