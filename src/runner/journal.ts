// A revision that cannot be one transaction: its segments are committed one after the other, and each is written down, so
// that a second run goes on at the exact step. What runs outside of transactions is written down before and after, and
// when only "before" is there, the catalog is asked what became of it (probe.ts).

import { VarveError } from "../errors.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { runBackfill } from "./backfill.ts";
import { watchStatement } from "./blockers.ts";
import { historyEntry, removedHeads } from "./entry.ts";
import { stepFailure } from "./failure.ts";
import { type Before, prepareOutside, verifyOutside } from "./probe.ts";
import { changeHeads, insertHistory } from "./records.ts";
import type { UnfinishedRun } from "./state.ts";
import { freshSession, withTenantNames } from "./tenant-names.ts";
import { inTransaction, placeOf } from "./transaction.ts";
import type { Segment, Unit } from "./units.ts";
import { type Task, type Work, writeState } from "./work.ts";

/** What is written about a unit. */
export interface JournalRow {
  readonly step: number;
  readonly hash: string;
  readonly isFinished: boolean;
  /** Of a backfill: how far it has come. Of a step outside of transactions: what was there before it began. */
  readonly progress: unknown;
}

export interface Journal {
  readonly historyId: string;
  readonly rows: ReadonlyMap<number, JournalRow>;
}

/** Applies what the journal does not have yet. Errors: REVISION_EDITED, those of the steps. */
export async function applyInSegments(
  work: Work,
  task: Task,
  segments: readonly Segment[],
  unfinished: UnfinishedRun | undefined,
): Promise<void> {
  const journal = await openJournal(work, task, unfinished);
  assertUnchanged(task, segments, journal);
  const start = performance.now();
  for (const segment of segments) {
    const units = segment.units.filter(({ number }) => journal.rows.get(number)?.isFinished !== true);
    const [first] = units;
    if (first === undefined) continue;
    if (segment.runs === "transaction") await commitUnits(work, task, journal, units);
    else if (segment.runs === "outside") await runOutside(work, task, journal, first);
    else await runInBatches(work, task, journal, first);
  }
  await finish(work, task, journal, performance.now() - start);
}

async function openJournal(
  { client, tables, author }: Work,
  task: Task,
  unfinished: UnfinishedRun | undefined,
): Promise<Journal> {
  if (unfinished === undefined) {
    const { rows } = await client.query<{ id: string }>(
      `${insertHistory(tables, author, historyEntry(task, undefined))} RETURNING id`,
    );
    return { historyId: rows[0]?.id ?? "", rows: new Map() };
  }
  const { rows } = await client.query<JournalRow>(
    `SELECT step, hash, finished_at IS NOT NULL AS "isFinished", progress FROM ${tables.steps} WHERE history_id = $1`,
    [unfinished.historyId],
  );
  return { historyId: unfinished.historyId, rows: new Map(rows.map((row) => [row.step, row])) };
}

/** Steps that were run must be what they were; those to come may have been mended. */
function assertUnchanged(
  { revision, direction }: Task,
  segments: readonly Segment[],
  { rows }: Journal,
): void {
  const units = new Map(segments.flatMap((segment) => segment.units).map((unit) => [unit.number, unit]));
  for (const { step, hash, isFinished } of rows.values()) {
    if (!isFinished || units.get(step)?.hash === hash) continue;
    throw new VarveError("REVISION_EDITED", {
      message: `Revision ${revision.id} (${revision.message}) was interrupted after its first steps, and statement ${step} of its ${direction} steps has been changed since it ran.`,
      hint: "Put that step back as it was, and mend only those after it.",
      details: { revision: revision.id, direction, step, file: revision.file },
    });
  }
}

async function commitUnits(
  work: Work,
  task: Task,
  { historyId }: Journal,
  units: readonly Unit[],
): Promise<void> {
  await inTransaction(
    work,
    task,
    async (runUnit) => {
      for (const unit of units) await runUnit(unit);
      const rows = units.map(
        ({ number, hash }) => `(${historyId}, ${number}, ${quoteLiteral(hash)}, now(), clock_timestamp())`,
      );
      const columns = "(history_id, step, hash, started_at, finished_at)";
      const reset = work.isOurs ? "RESET ROLE; " : "";
      const insert = `${reset}INSERT INTO ${work.tables.steps} ${columns} VALUES ${rows.join(", ")}`;
      return () => work.client.query(insert);
    },
    { outcome: outcomeBefore(units[0]) },
  );
}

async function runOutside(work: Work, task: Task, journal: Journal, unit: Unit): Promise<void> {
  if ("kind" in unit.work) return;
  const statement = unit.work;
  const { client, isOurs, signal } = work;
  if (!isOurs && work.tenant !== undefined) throw needsSession(task, unit, work.tenant);
  let before: Before | undefined;
  try {
    const earlier = earlierTry(journal, unit)?.progress as Before | undefined;
    const prepared = await withTenantNames(work, () => prepareOutside(work, statement, earlier));
    before = prepared.before;
    await startUnit(work, journal, unit, before);
    signal.throwIfAborted();
    await work.lock.assertHeld();
    if (!prepared.isDone) {
      // A pooled connection is not ours to set: there the server's own defaults hold.
      if (isOurs) await client.query(`${freshSession(work)}SET lock_timeout = 0; SET statement_timeout = 0`);
      await watchStatement(
        work,
        task,
        unit,
        () => {},
        async () => void (await client.query(statement.sql)),
      );
      await verifyOutside(work, statement, before);
    }
    await finishUnit(work, journal, unit);
  } catch (error) {
    // An invalid index costs every write; it goes now, if it can, and else before the next try.
    await prepareOutside({ ...work, signal: AbortSignal.timeout(5_000) }, statement, before ?? []).catch(
      () => {},
    );
    if (signal.aborted) throw error;
    throw stepFailure(error, placeOf(task, unit, outcomeBefore(unit)));
  }
}

async function runInBatches(work: Work, task: Task, journal: Journal, unit: Unit): Promise<void> {
  if (!("kind" in unit.work) || unit.work.kind !== "backfill") return;
  const row = earlierTry(journal, unit);
  if (row === undefined) await startUnit(work, journal, unit, null);
  const save = (progress: unknown) =>
    `UPDATE ${work.tables.steps} SET progress = ${quoteLiteral(JSON.stringify(progress))} WHERE history_id = ${journal.historyId} AND step = ${unit.number}`;
  await runBackfill(work, task, unit, unit.work, {
    progress: row?.progress,
    save,
    outcome: outcomeBefore(unit),
  });
  await finishUnit(work, journal, unit);
}

/** What is written of this very unit; a step that was mended since begins anew. */
function earlierTry({ rows }: Journal, { number, hash }: Unit): JournalRow | undefined {
  const row = rows.get(number);
  return row?.hash === hash ? row : undefined;
}

function outcomeBefore(unit: Unit | undefined): string {
  return unit?.number === 1
    ? "Nothing of this revision is left behind; it is recorded as begun."
    : "The steps before it are committed and written down; the next run goes on with this one.";
}

async function startUnit(
  work: Work,
  { historyId }: Journal,
  { number, hash }: Unit,
  before: unknown,
): Promise<void> {
  const progress = before === null ? "NULL" : quoteLiteral(JSON.stringify(before));
  await work.client.query(
    `INSERT INTO ${work.tables.steps} (history_id, step, hash, progress) VALUES (${historyId}, ${number}, ${quoteLiteral(hash)}, ${progress})
     ON CONFLICT (history_id, step) DO UPDATE
     SET hash = excluded.hash, started_at = excluded.started_at, progress = excluded.progress`,
  );
}

async function finishUnit(work: Work, { historyId }: Journal, { number }: Unit): Promise<void> {
  await work.client.query(
    `UPDATE ${work.tables.steps} SET finished_at = clock_timestamp() WHERE history_id = ${historyId} AND step = ${number}`,
  );
}

/** The heads change and the history row is finished in one transaction. */
async function finish(work: Work, task: Task, { historyId }: Journal, durationMs: number): Promise<void> {
  const { tables, client } = work;
  const { hash, sql, steps, models } = historyEntry(task, durationMs);
  const set = [
    "finished_at = clock_timestamp()",
    `duration_ms = ${durationMs.toFixed(3)}`,
    `hash = ${quoteLiteral(hash ?? "")}`,
    `sql = ${quoteLiteral(sql ?? "")}`,
    `steps = ${quoteLiteral(JSON.stringify(steps))}`,
    `models = ${models === undefined ? "NULL" : quoteLiteral(models)}`,
  ];
  const outcome = "All its steps are done and written down; the next run records that.";
  const record = async () => {
    const update = `UPDATE ${tables.history} SET ${set.join(", ")} WHERE id = ${historyId}`;
    const heads = changeHeads(tables, task.headsBefore, task.headsAfter);
    await writeState(client, [...heads, update], removedHeads(task));
  };
  await inTransaction(work, task, async () => record, { outcome });
}

/** Outside of transactions only the session can say which schema names mean. */
function needsSession({ revision, direction }: Task, { step }: Unit, tenant: string): VarveError {
  return new VarveError("TENANT_NEEDS_SESSION", {
    message: `Step ${step} (${direction}) of revision ${revision.id} runs outside of transactions, and on a connection of a pool or a pooler nothing can tell it that names mean those of ${tenant}.`,
    hint: "Give the URL of the server itself instead: --url, VARVE_DATABASE_URL, or `url` in place of `pool`.",
    details: { revision: revision.id, direction, step, schema: tenant },
  });
}
