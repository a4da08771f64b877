// One revision, up or down. Where all of it fits into one transaction, its row of history is committed with it; otherwise
// it is written down step by step (journal.ts).

import { historyEntry, removedHeads } from "./entry.ts";
import { callRevisionHook } from "./hooks.ts";
import { applyInSegments } from "./journal.ts";
import { checkPreflight } from "./preflight.ts";
import { changeHeads, insertHistory } from "./records.ts";
import type { UnfinishedRun } from "./state.ts";
import { inTransaction, type RunUnit, type WriteDown } from "./transaction.ts";
import { type Segment, segmentsOf, type Unit } from "./units.ts";
import { type Task, type Work, writeState } from "./work.ts";

/** Applies a revision and records it; returns the milliseconds it took. */
export async function applyTask(
  work: Work,
  task: Task,
  unfinished: UnfinishedRun | undefined,
): Promise<number> {
  const start = performance.now();
  const { revision, direction } = task;
  const segments = await segmentsOf(revision, direction);
  await callRevisionHook(work, "beforeRevision", task);
  if (direction === "up" && unfinished === undefined) await checkPreflight(work, revision, { strict: true });
  if (unfinished === undefined && fitsIntoTransaction(segments)) {
    await inTransaction(work, task, (runUnit) => applyInside(work, task, segments[0]?.units ?? [], runUnit));
  } else {
    await applyInSegments(work, task, segments, unfinished);
  }
  await callRevisionHook(work, "afterRevision", task);
  return performance.now() - start;
}

/** Runs the units of a revision in the transaction that is open; gives back what writes its state. */
export async function applyInside(
  { tables, author, client, isOurs }: Work,
  task: Task,
  units: readonly Unit[],
  runUnit: RunUnit,
): Promise<WriteDown> {
  const start = performance.now();
  for (const unit of units) await runUnit(unit);
  const entry = historyEntry(task, performance.now() - start);
  // A step may have changed the role.
  const reset = isOurs ? ["RESET ROLE"] : [];
  const heads = changeHeads(tables, task.headsBefore, task.headsAfter);
  const statements = [...reset, ...heads, insertHistory(tables, author, entry)];
  return () => writeState(client, statements, removedHeads(task));
}

/** True when all of a revision fits into a transaction with others. */
export function fitsIntoTransaction(segments: readonly Segment[]): boolean {
  return segments.length <= 1 && segments.every(({ runs }) => runs === "transaction");
}
