// What the catalog says about statements that run outside of transactions: whether they are done already, half done, or
// still at work in a backend whose client is gone. The journal alone cannot know.

import { setTimeout as sleep } from "node:timers/promises";
import type { AlterTableStmt, DropStmt, IndexStmt, Node, RangeVar } from "libpg-query";
import { VarveError } from "../errors.ts";
import type { Statement } from "../sql/classify.ts";
import { namesOf } from "../sql/expression.ts";
import { tableName } from "../sql/operations.ts";
import { quoteName } from "../sql/quote.ts";
import type { Work } from "./work.ts";

/** What of its kind was there before a step began, by name: only what came or went since is the step's own work. */
export type Before = readonly string[];

export interface Prepared {
  /** The statement did its work in an earlier run. */
  readonly isDone: boolean;
  /** To be kept in the journal. */
  readonly before: Before;
}

/**
 * Brings the database to where the statement can be run, or finds that it has been.
 * @param journaled what an earlier run saw before it began; undefined when none has begun
 */
export async function prepareOutside(
  work: Work,
  { node }: Statement,
  journaled: Before | undefined,
): Promise<Prepared> {
  if (node === undefined) return { isDone: false, before: journaled ?? [] };
  if ("IndexStmt" in node) return prepareIndex(work, node.IndexStmt, journaled);
  if ("ReindexStmt" in node && journaled !== undefined) await dropLeftovers(work);
  const present = await presentObjects(work, node);
  const before = journaled ?? present;
  const isMade = "CreatedbStmt" in node;
  const isDone = isMade
    ? before.length === 0 && present.length > 0
    : before.length > 0 && present.length === 0;
  return { isDone: journaled !== undefined && isDone, before };
}

/** What a statement is to make or to remove, as far as it is there; nothing for statements that may be run again. */
async function presentObjects(work: Work, node: Node): Promise<string[]> {
  if ("DropStmt" in node) return presentRelations(work, relationNames(node.DropStmt));
  if ("AlterTableStmt" in node) return presentPartition(work, node.AlterTableStmt);
  if ("CreatedbStmt" in node) return presentDatabase(work, node.CreatedbStmt.dbname);
  return "DropdbStmt" in node ? presentDatabase(work, node.DropdbStmt.dbname) : [];
}

/** An index that was built must be valid: CREATE INDEX CONCURRENTLY can end without an error and leave an invalid one. */
export async function verifyOutside(work: Work, { node }: Statement, before: Before): Promise<void> {
  if (node === undefined || !("IndexStmt" in node)) return;
  const index = node.IndexStmt;
  const built = await findIndex(work, index, before);
  if (built?.isValid === true) return;
  const table = index.relation?.relname;
  throw new VarveError("INDEX_INVALID", {
    message: `The index ${built?.name ?? index.idxname ?? ""} on ${table} is ${built === undefined ? "not there" : "invalid"} after it was built.`,
    hint: "Run the command again: it drops what is left and builds it anew.",
    details: { index: built?.name ?? index.idxname, table },
  });
}

interface FoundIndex {
  readonly schema: string;
  readonly name: string;
  readonly isValid: boolean;
  /** The backend that is still building it. */
  readonly builder: number | null;
}

async function prepareIndex(work: Work, index: IndexStmt, journaled: Before | undefined): Promise<Prepared> {
  const before = journaled ?? (await indexNames(work, index));
  const begun = journaled !== undefined;
  for (;;) {
    // Before the first try, only an index of the very name can be in the way; afterwards, one that was not there before.
    const found = begun || index.idxname !== undefined ? await findIndex(work, index, before) : undefined;
    if (found === undefined) return { isDone: false, before };
    if (found.builder === null) {
      // One that was there and valid is somebody else's: the statement will fail on it, as it should.
      if (found.isValid) return { isDone: begun && !before.includes(found.name), before };
      await dropInvalid(work, found);
      return { isDone: false, before: before.filter((name) => name !== found.name) };
    }
    work.report({
      type: "step:wait",
      message: `Process ${found.builder} is still building ${found.name}; waiting for it`,
    });
    await sleep(500, undefined, { signal: work.signal });
  }
}

/** By name where it has one; otherwise the one that was not there before. */
async function findIndex(
  { client }: Work,
  { idxname, relation }: IndexStmt,
  before: Before,
): Promise<FoundIndex | undefined> {
  const { rows } = await client.query<FoundIndex>(
    `SELECT nspname AS schema, relname AS name, indisvalid AND indisready AS "isValid",
            (SELECT pid FROM pg_stat_progress_create_index p WHERE p.index_relid = indexrelid LIMIT 1) AS builder
     FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE indrelid = to_regclass($1) AND CASE WHEN $2::text IS NULL THEN relname <> ALL ($3::text[]) ELSE relname = $2 END
     ORDER BY indexrelid DESC LIMIT 1`,
    [nameOf(relation), idxname ?? null, before],
  );
  return rows[0];
}

async function indexNames({ client }: Work, { relation }: IndexStmt): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indrelid = to_regclass($1) ORDER BY 1",
    [nameOf(relation)],
  );
  return rows.map(({ name }) => name);
}

async function dropInvalid({ client, report, isOurs }: Work, { schema, name }: FoundIndex): Promise<void> {
  report({
    type: "step:wait",
    message: `Dropping the invalid index ${name} that an earlier try left behind`,
  });
  if (isOurs) await client.query("SET lock_timeout = 0; SET statement_timeout = 0");
  await client.query(`DROP INDEX CONCURRENTLY ${quoteName(name, schema)}`);
}

/** REINDEX CONCURRENTLY that was cut off leaves copies behind. PostgreSQL manual, REINDEX, "Rebuilding Indexes Concurrently". */
async function dropLeftovers(work: Work): Promise<void> {
  const { rows } = await work.client.query<FoundIndex>(
    `SELECT nspname AS schema, relname AS name FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE NOT indisvalid AND relname ~ '_cc(new|old)[0-9]*$'
     AND nspname <> 'pg_toast' AND nspname = coalesce($1, nspname)`,
    [work.tenant],
  );
  for (const leftover of rows) await dropInvalid(work, leftover);
}

function nameOf(relation: RangeVar = {}): string {
  const { name, schema } = tableName(relation);
  return quoteName(name, schema);
}

function relationNames({ objects = [] }: DropStmt): string[] {
  return objects.flatMap((object) => {
    if (!("List" in object)) return [];
    const [name = "", schema] = namesOf(object.List.items ?? []).reverse();
    return [quoteName(name, schema)];
  });
}

async function presentRelations({ client }: Work, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL",
    [names],
  );
  return rows.map(({ name }) => name);
}

/** A detaching that was cut off is finished with FINALIZE. PostgreSQL manual, ALTER TABLE, DETACH PARTITION. */
async function presentPartition({ client }: Work, statement: AlterTableStmt): Promise<string[]> {
  const { relation, cmds: [detach] = [] } = statement;
  const command = detach !== undefined && "AlterTableCmd" in detach ? detach.AlterTableCmd.def : undefined;
  const partition =
    command !== undefined && "PartitionCmd" in command ? command.PartitionCmd.name : undefined;
  if (partition === undefined) return [];
  const { rows } = await client.query<{ pending: boolean }>(
    "SELECT inhdetachpending AS pending FROM pg_inherits WHERE inhparent = to_regclass($1) AND inhrelid = to_regclass($2)",
    [nameOf(relation), nameOf(partition)],
  );
  if (rows[0]?.pending !== true) return rows.map(() => nameOf(partition));
  await client.query(`ALTER TABLE ${nameOf(relation)} DETACH PARTITION ${nameOf(partition)} FINALIZE`);
  return [];
}

async function presentDatabase({ client }: Work, dbname = ""): Promise<string[]> {
  const { rows } = await client.query("SELECT FROM pg_database WHERE datname = $1", [dbname]);
  return rows.map(() => dbname);
}
