import { setTimeout as sleep } from "node:timers/promises";
import type { ClientBase } from "pg";
import { VarveError } from "../errors.ts";
import type { BackfillStep } from "../revisions/declare.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { replicaThrottle } from "./replicas.ts";
import { withTenantNames } from "./tenant-names.ts";
import { inTransaction } from "./transaction.ts";
import type { Unit } from "./units.ts";
import type { Task, Work } from "./work.ts";

export interface Resume {
  /** What an earlier run saved last. */
  readonly progress: unknown;
  /** The statement that saves how far it has come. */
  save(progress: Progress): string;
  /** What is left when a batch fails. */
  readonly outcome: string;
}

interface Progress {
  /** The key of the last row, as text. */
  readonly after: readonly string[] | null;
  readonly rows: number;
}

const defaultMaxLagMs = 10_000;

interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * Changes rows in the order of their primary key, a batch and the note of how far it came in one transaction each.
 * Errors: BACKFILL_WITHOUT_KEY, BACKFILL_CHANGES_KEY, those of the statement.
 */
export async function runBackfill(
  work: Work,
  task: Task,
  unit: Unit,
  step: BackfillStep,
  resume: Resume,
): Promise<void> {
  const { client, signal, report } = work;
  const key = await withTenantNames(work, () => readKey(client, step.table));
  assertKeyStays(step, key);
  const total = await withTenantNames(work, () => estimateRows(client, step.table));
  let { after, rows } = (resume.progress as Progress | null | undefined) ?? { after: null, rows: 0 };
  const name = `${task.revision.id}, step ${unit.step}`;
  const keepUp = replicaThrottle(work, name, step.maxLagMs ?? defaultMaxLagMs);
  const start = performance.now();
  const before = rows;
  for (let isDone = false; !isDone; ) {
    signal.throwIfAborted();
    const found = { count: 0, last: after };
    await inTransaction(
      work,
      task,
      async () => {
        const result = await client.query<{ count: string; last: string[] | null }>(
          batchStatement(step, key, after),
        );
        const [batch] = result.rows;
        found.count = Number(batch?.count ?? 0);
        found.last = batch?.last ?? after;
        const progress = { after: found.last, rows: rows + found.count };
        return () => client.query(resume.save(progress));
      },
      { unit, outcome: resume.outcome },
    );
    after = found.last;
    rows += found.count;
    isDone = found.count === 0;
    const rate = Math.round((rows - before) / Math.max((performance.now() - start) / 1000, 0.001));
    report({
      type: "step:wait",
      message: `${name}: ${rows} rows of ${step.table}, ${rate} rows/s`,
      revision: task.revision.id,
      direction: task.direction,
      step: unit.step,
      ...(total > 0 ? { done: Math.min(rows, total), total } : {}),
    });
    if (!isDone) await keepUp();
    if (!isDone && step.pauseMs) await sleep(step.pauseMs, undefined, { signal });
  }
}

/**
 * Takes the next rows by key and changes those; gives their number and the last key. The keys are chosen before the change,
 * so that a condition the change makes false does not matter.
 */
function batchStatement(
  { table, set, where, batchSize = 1_000 }: BackfillStep,
  key: readonly Column[],
  after: readonly string[] | null,
): string {
  const names = key.map(({ name }) => quoteIdentifier(name));
  const list = names.join(", ");
  const conditions = [
    ...(where === undefined ? [] : [`(${where}\n)`]),
    ...(after === null
      ? []
      : [
          `(${list}) > (${key.map(({ type }, index) => `${quoteLiteral(after[index] ?? "")}::${type}`).join(", ")})`,
        ]),
  ];
  const assignments = Object.entries(set).map(
    ([column, value]) => `${quoteIdentifier(column)} = (${value}\n)`,
  );
  return `WITH batch AS MATERIALIZED (
  SELECT ${list} FROM ${table}${conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : ""}
  ORDER BY ${list} LIMIT ${batchSize}
), changed AS (
  UPDATE ${table} SET ${assignments.join(", ")} WHERE (${list}) IN (SELECT ${list} FROM batch)
)
SELECT (SELECT count(*) FROM batch) AS count,
  (SELECT ARRAY[${names.map((name) => `${name}::text`).join(", ")}] FROM batch ORDER BY ${names.map((name) => `${name} DESC`).join(", ")} LIMIT 1) AS last`;
}

async function readKey(client: ClientBase, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type
     FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
     WHERE indrelid = $1::regclass AND indisprimary ORDER BY array_position(indkey::int2[], attnum)`,
    [table],
  );
  if (rows.length > 0) return rows;
  throw new VarveError("BACKFILL_WITHOUT_KEY", {
    message: `The table ${table} has no primary key, and a backfill goes by it.`,
    hint: "Add a primary key first, or change the rows in a run(…) step.",
    details: { table },
  });
}

/** A row whose key moves ahead would be found again and again. */
function assertKeyStays({ table, set }: BackfillStep, key: readonly Column[]): void {
  const changed = key.find(({ name }) => Object.hasOwn(set, name));
  if (changed === undefined) return;
  throw new VarveError("BACKFILL_CHANGES_KEY", {
    message: `The backfill of ${table} sets ${changed.name}, which is part of the primary key it goes by.`,
    hint: "Change keys in a run(…) step, or in one statement of SQL.",
    details: { table, column: changed.name },
  });
}

/** The planner's own estimate; -1 where the table was never analyzed. */
async function estimateRows(client: ClientBase, table: string): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(
    "SELECT reltuples AS rows FROM pg_class WHERE oid = $1::regclass",
    [table],
  );
  return rows[0]?.rows ?? -1;
}
