// One transaction of a revision: its timeouts, its statements, another try when it did not get its locks.

import { setTimeout as sleep } from "node:timers/promises";
import { isConnectionLoss } from "../database/connection-loss.ts";
import { VarveError } from "../errors.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { together } from "../together.ts";
import { type Blocker, describeBlockers, watchStatement } from "./blockers.ts";
import { type Place, stepFailure } from "./failure.ts";
import { freshSession, searchPath } from "./tenant-names.ts";
import type { Unit } from "./units.ts";
import type { Task, Work } from "./work.ts";

/** Runs a unit inside the open transaction; of another task where several share it. */
export type RunUnit = (unit: Unit, of?: Task) => Promise<void>;

/** A transaction that sits idle this long belongs to a process that hangs. */
const idleTimeoutMs = 600_000;

/** Writes down what a transaction did. */
export type WriteDown = () => Promise<unknown>;

/**
 * Runs `body` in a transaction, then what it gives back while the runner's lock is checked, and commits when that still holds. When it could not get a lock in time, or
 * was the victim of a deadlock, it is rolled back and tried again, each time after a longer pause.
 * Errors: MIGRATION_LOCKED, those of {@link stepFailure}, RUNNER_LOCK_LOST, INTERRUPTED.
 */
export async function inTransaction(
  work: Work,
  task: Task,
  body: (runUnit: RunUnit) => Promise<WriteDown | undefined>,
  { unit, outcome = "Everything this revision did was rolled back." }: { unit?: Unit; outcome?: string } = {},
): Promise<void> {
  const { client, lock, signal, limits } = work;
  let blockers: readonly Blocker[] = [];
  for (let attempt = 1; ; attempt += 1) {
    let running: { task: Task; unit: Unit | undefined } = { task, unit };
    let left = outcome;
    try {
      await begin(work);
      const writeDown = await body(async (next, of = task) => {
        running = { task: of, unit: next };
        await runUnit(work, of, next, (found) => {
          blockers = found;
        });
        running = { task, unit };
      });
      // When the server goes, both connections break: the work's tells more than the lock's.
      await together(undefined, () => [writeDown?.() ?? Promise.resolve(), lock.assertHeld()]);
      signal.throwIfAborted();
      left = "Whether it was committed is not known; the next run finds out.";
      await commit(work);
      return;
    } catch (error) {
      await client.query("ROLLBACK").catch(() => {});
      if (signal.aborted) throw error;
      if (!isContention(error))
        throw stepFailure(error, placeOf(running.task, running.unit, outcomeOf(error, left, outcome)));
      if (attempt >= limits.lockAttempts) throw locked(error, running.task, running.unit, attempt, blockers);
      const pauseMs = Math.min(250 * 2 ** (attempt - 1), 5_000) * (0.5 + Math.random());
      work.report({
        type: "step:retry",
        message: `${task.revision.id}: no lock within ${limits.lockTimeoutMs} ms${describeBlockers(blockers)}; try ${attempt + 1} of ${limits.lockAttempts} in ${Math.round(pauseMs)} ms`,
        revision: task.revision.id,
        direction: task.direction,
        step: running.unit?.step,
        blockers,
      });
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** A COMMIT that failed has rolled back, unless the connection broke while it ran. */
function outcomeOf(error: unknown, left: string, outcome: string): string {
  return isConnectionLoss(error) ? left : outcome;
}

async function begin(work: Work): Promise<void> {
  const { client, limits, tenant } = work;
  const settings = {
    lock_timeout: limits.lockTimeoutMs,
    statement_timeout: limits.statementTimeoutMs,
    idle_in_transaction_session_timeout: idleTimeoutMs,
    ...(tenant !== undefined && { search_path: searchPath(tenant) }),
  };
  const set = Object.entries(settings).map(
    ([name, value]) => `set_config('${name}', ${quoteLiteral(String(value))}, true)`,
  );
  await client.query(`${freshSession(work)}BEGIN; SELECT ${set.join(", ")}`);
}

async function commit({ client }: Work): Promise<void> {
  const { command } = await client.query("COMMIT");
  if (command !== "COMMIT") {
    throw new VarveError("INTERNAL_ERROR", { message: `COMMIT was answered with ${command}.` });
  }
}

async function runUnit(
  work: Work,
  task: Task,
  unit: Unit,
  onBlocked: (blockers: readonly Blocker[]) => void,
): Promise<void> {
  const { client, signal, limits } = work;
  signal.throwIfAborted();
  const { work: what } = unit;
  await watchStatement(work, task, unit, onBlocked, async () => {
    if (!("kind" in what)) {
      if (what.isPatient) await client.query("SET LOCAL lock_timeout = 0");
      await client.query(what.sql);
      if (what.isPatient) await client.query(`SET LOCAL lock_timeout = ${limits.lockTimeoutMs}`);
    } else if (what.kind === "run") {
      const { runStep } = await import("./run-step.ts");
      await runStep(what, client, signal);
    }
  });
}

export function placeOf(task: Task, unit: Unit | undefined, outcome: string): Place {
  return { revision: task.revision, direction: task.direction, unit, outcome };
}

/** 55P03 lock_not_available, 40P01 deadlock_detected, 40001 serialization_failure. */
function isContention(error: unknown): boolean {
  const { code, cause, details } = error as {
    code?: string;
    cause?: unknown;
    details?: { sqlstate?: string };
  };
  const sqlstate = details?.sqlstate ?? code;
  return (
    ["55P03", "40P01", "40001"].includes(sqlstate ?? "") || (cause instanceof Error && isContention(cause))
  );
}

function locked(
  cause: unknown,
  task: Task,
  unit: Unit | undefined,
  attempts: number,
  blockers: readonly Blocker[],
): VarveError {
  const { revision, direction } = task;
  return new VarveError("MIGRATION_LOCKED", {
    message: `Revision ${revision.id} (${revision.message}) did not get its locks in ${attempts} tries${describeBlockers(blockers)}; it was rolled back.`,
    hint: "End what blocks it (SELECT pg_cancel_backend(pid)), or run it again at a quieter time.",
    details: { revision: revision.id, direction, step: unit?.step, attempts, blockers },
    cause,
  });
}
