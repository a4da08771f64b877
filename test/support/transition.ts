// One change of a schema taken both ways on a database with rows in it, and everything that must hold then.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import pg from "pg";
import { type DiffDocument, diff } from "../../src/commands/diff.ts";
import {
  compare,
  extractCatalog,
  type FactBase,
  projectScope,
  wholeDatabase,
} from "../../src/engine/index.ts";
import type { Step } from "../../src/plan/steps.ts";

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

export interface Outcome extends Pick<DiffDocument, "up" | "down" | "changes" | "notCompared"> {
  /** What does not hold; empty when the change is right. */
  problems: string[];
}

/**
 * Plans `before` → `after` between two databases, applies it to the one with rows, compares (by Varve, and by pg_dump
 * where one is installed for that server), goes back, compares again. `server` is a superuser's URL.
 */
export async function runTransition(server: string, transition: Transition): Promise<Outcome> {
  const { before, after, seed = "", rename, lossy = [] } = transition;
  const databases = [
    await createDatabase(server, before),
    await createDatabase(server, before),
    await createDatabase(server, after),
  ] as const;
  const [live, old, target] = databases;
  const problems: string[] = [];
  try {
    const goals = { up: await readSchema(target), down: await readSchema(old) };
    await run(live, [seed]);
    const document = await diff({ from: live, to: target, rename, config: { models: "none.ts" } });
    const rows = await readRows(live);
    for (const name of ["up", "down"] as const) {
      const failure = await applySteps(live, document[name]);
      if (failure !== undefined) {
        problems.push(`${name}: ${failure}`);
        break;
      }
      for (const problem of differences(await readSchema(live), goals[name]))
        problems.push(`${name}: ${problem}`);
      const kept = await readRows(live);
      for (const problem of missingRows(rows, kept, name === "up" ? "sameType" : "all", lossy))
        problems.push(`${name}: ${problem}`);
    }
    return { ...document, problems };
  } finally {
    for (const url of databases) await dropDatabase(server, url);
  }
}

export async function createDatabase(server: string, sql: string): Promise<string> {
  const name = `case_${randomBytes(6).toString("hex")}`;
  await run(server, [`CREATE DATABASE ${name} TEMPLATE template0`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  try {
    await run(url.href, [sql]);
  } catch (error) {
    await dropDatabase(server, url.href);
    throw error;
  }
  return url.href;
}

export async function dropDatabase(server: string, url: string): Promise<void> {
  await run(server, [`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`]);
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  await withConnection(url, async (client) => {
    for (const sql of statements) await client.query(sql);
  });
}

async function withConnection<T>(url: string, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}

/** As a program in another language would: transactional neighbours in one transaction. */
function applySteps(url: string, steps: readonly Step[]): Promise<string | undefined> {
  return withConnection(url, async (client) => {
    let inTransaction = false;
    for (const { sql, transactional } of steps) {
      try {
        if (transactional !== inTransaction) await client.query(transactional ? "BEGIN" : "COMMIT");
        inTransaction = transactional;
        await client.query(sql);
      } catch (error) {
        return `${(error as Error).message} in ${sql}`;
      }
    }
    if (inTransaction) await client.query("COMMIT");
    return undefined;
  });
}

interface Schema {
  facts: FactBase;
  /** As pg_dump writes it, a statement an item; undefined where it can't. */
  dump: string[] | undefined;
}

async function readSchema(url: string): Promise<Schema> {
  const scope = { stateSchema: "varve", manage: wholeDatabase, include: [], exclude: [] };
  const facts = await withConnection(
    url,
    async (client) => projectScope(await extractCatalog(client), scope).facts,
  );
  return { facts, dump: await dump(url) };
}

function differences(actual: Schema, expected: Schema): string[] {
  const found = compare(actual.facts, expected.facts).map(
    (change) => `still differs: ${JSON.stringify(change)}`,
  );
  const [ours, theirs] = [actual.dump, expected.dump];
  if (ours === undefined || theirs === undefined) return found;
  return [
    ...found,
    ...without(ours, theirs).map((text) => `pg_dump of the result has, and should not: ${text}`),
    ...without(theirs, ours).map((text) => `pg_dump of the result lacks: ${text}`),
  ];
}

function without(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

let dumpVersion: number | undefined;

/** The schema as pg_dump writes it, a statement an item; undefined where pg_dump is older than the server. */
async function dump(url: string): Promise<string[] | undefined> {
  const execute = promisify(execFile);
  dumpVersion ??= await execute("pg_dump", ["--version"]).then(
    ({ stdout }) => Number(/(\d+)/.exec(stdout)?.[1]),
    () => 0,
  );
  const { rows } = await withConnection(url, (client) => client.query("SHOW server_version_num"));
  if (dumpVersion < Math.floor(Number(rows[0].server_version_num) / 10_000)) return undefined;
  const { stdout } = await execute("pg_dump", ["-s", "-O", "-x", "-d", url], { maxBuffer: 1e8 });
  return stdout
    .replace(/^--.*\n/gm, "")
    .replace(/^\\(un)?restrict.*\n/gm, "")
    .split("\n\n")
    .map((text) => sortColumns(text.trim()))
    .filter((text) => text !== "");
}

/** The order of columns is not a part of a schema that can be changed; that of options says nothing. */
function sortColumns(statement: string): string {
  if (!/^CREATE (UNLOGGED )?TABLE/.test(statement)) return statement;
  const lines = statement
    .split("\n")
    .map((line) => line.replace(/,$/, "").replace(/^WITH \((.*)\)/, sortOptions));
  return lines.sort().join("\n");
}

function sortOptions(_clause: string, options: string): string {
  return `WITH (${options.split(", ").sort().join(", ")})`;
}

interface Table {
  types: Record<string, string>;
  values: Record<string, unknown>[];
  /** The tables that the rows of a partitioned table are in. */
  leaves: string | null;
}

type Rows = Map<string, Table>;

async function readRows(url: string): Promise<Rows> {
  return withConnection(url, async (client) => {
    const { rows: tables } = await client.query<Omit<Table, "values"> & { name: string }>(`
      SELECT c.oid::regclass::text AS name,
        CASE c.relkind WHEN 'p' THEN (SELECT string_agg(relid::text, ',' ORDER BY relid::text) FROM pg_partition_tree(c.oid)) END AS leaves,
        coalesce(json_object_agg(a.attname, format_type(a.atttypid, a.atttypmod)) FILTER (WHERE a.attgenerated = ''), '{}') AS types
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
      GROUP BY c.oid`);
    const rows: Rows = new Map();
    for (const { name, types, leaves } of tables) {
      const only = leaves === null ? "ONLY " : "";
      const { rows: values } = await client.query(`SELECT to_jsonb(t) AS value FROM ${only}${name} AS t`);
      rows.set(name, { types, leaves, values: values.map(({ value }) => value) });
    }
    return rows;
  });
}

/** Rows and values of the tables and columns that are in both, as far as their type is the same. */
function missingRows(
  before: Rows,
  after: Rows,
  columns: "sameType" | "all",
  lossy: readonly string[],
): string[] {
  const problems: string[] = [];
  for (const [name, old] of before) {
    const now = after.get(name);
    if (now === undefined || lossy.includes(name)) continue;
    // The rows of another set of partitions are other rows; each of the partitions is looked at by itself.
    if (old.leaves !== null && now.leaves !== null && old.leaves !== now.leaves) continue;
    const kept = Object.entries(old.types)
      .filter(([column, type]) => (columns === "all" ? column in now.types : now.types[column] === type))
      .map(([column]) => column)
      .filter((column) => !lossy.includes(`${name}.${column}`));
    const project = (rows: Record<string, unknown>[]) =>
      rows.map((row) => JSON.stringify(kept.map((column) => row[column]))).sort();
    const [had, has] = [project(old.values), project(now.values)];
    if (JSON.stringify(had) !== JSON.stringify(has))
      problems.push(
        `rows of ${name} (${kept.join(", ")}) were ${had.slice(0, 5)} and are ${has.slice(0, 5)}`,
      );
  }
  return problems;
}
