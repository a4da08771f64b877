// A run from beginning to end: read where the database is, plan, take the lock, plan again, apply.

import type { Hooks } from "../config/hooks.ts";
import { interrupted } from "../database/abort.ts";
import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import { type PlannedStep, track } from "../revisions/plan.ts";
import { applyInside, applyTask, fitsIntoTransaction } from "./apply.ts";
import { cancelOnAbort } from "./cancel-on-abort.ts";
import { partlyIn, replacedIn } from "./carry-over.ts";
import { type Connection, openConnection, type Source } from "./connections.ts";
import { runFailure } from "./failure.ts";
import { betweenRunHooks, callRevisionHook } from "./hooks.ts";
import { type RunnerLock, withRunnerLock } from "./lock.ts";
import { assertFinishing, type PlanNow, type PlanOptions, planNow, positionOf, tasksOf } from "./plan-now.ts";
import { checkPreflight } from "./preflight.ts";
import { readAuthor } from "./records.ts";
import { carryDatabase } from "./replaced.ts";
import type { Report } from "./report.ts";
import type { RevisionRun } from "./revision-run.ts";
import { applyStamps } from "./stamp.ts";
import { ensureState, readState } from "./state.ts";
import { stateTables } from "./state-tables.ts";
import { freshSession } from "./tenant-names.ts";
import { inTransaction } from "./transaction.ts";
import { type Fingerprint, isUntouched, recordFingerprint } from "./trust.ts";
import { type Segment, segmentsOf } from "./units.ts";
import { defaultLimits, type Limits, type Work } from "./work.ts";

export interface RunOptions extends PlanOptions {
  readonly source: Source;
  /** `upgrade`, `downgrade` or `stamp`: shown to those who wait. */
  readonly command: "upgrade" | "downgrade" | "stamp";
  readonly dryRun?: boolean | undefined;
  /** One transaction for each revision (the default), or one for all. */
  readonly transaction?: "each" | "all" | undefined;
  /** How long to wait for another runner; undefined: as long as it takes. */
  readonly waitMs?: number | undefined;
  readonly limits?: Partial<Limits> | undefined;
  readonly report?: Report | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Recorded when the run has ended, so that `check` can be quick: where only revisions changed the database, and for a
   * stamp always, since its caller has proven that the database is what they build.
   */
  readonly fingerprint?: Fingerprint | undefined;
  readonly hooks?: Hooks | undefined;
}

export interface RunResult {
  readonly steps: readonly RevisionRun[];
  /** Where the database is now, or with `dryRun` where it would be. */
  readonly heads: readonly string[];
}

/**
 * Brings a database to where `plan` leads. Only one runner works at a time; whatever happens, what is recorded is what is
 * there. Errors: RUNNER_LOCKED, UNKNOWN_REVISION_APPLIED, REVISION_EDITED, REVISION_UNFINISHED, PREFLIGHT_FAILED,
 * MIGRATION_FAILED, MIGRATION_LOCKED, CONNECTION_LOST, DISK_FULL, INTERRUPTED, those of `plan` and of the connection.
 */
export async function runPlan(options: RunOptions): Promise<RunResult> {
  const {
    source,
    command,
    stateSchema,
    tenant,
    waitMs,
    report = () => {},
    signal = new AbortController().signal,
  } = options;
  if (signal.aborted) throw interrupted(signal);
  const connection = await openConnection(source, command, signal);
  const stopListening = cancelOnAbort(connection, signal);
  const tables = stateTables(stateSchema, tenant);
  try {
    const { steps, state } = await planNow(connection.client, options);
    const replaced = command === "stamp" ? [] : replacedIn(options.graph, state);
    const isDone = steps.length + replaced.length === 0 && state.unfinished === undefined;
    const vouches = command === "stamp" && options.fingerprint !== undefined;
    if (options.dryRun === true || (isDone && !vouches)) {
      const carried = replaced.map(({ id }) => ({ id, direction: "stamp" as const }));
      const { heads } = positionOf(options.graph, state);
      return { steps: [...carried, ...steps.map(withoutHeads)], heads: steps.at(-1)?.heads ?? heads };
    }
    return await withRunnerLock(source, { tables, command, waitMs, report, signal }, (lock) =>
      runLocked(connection, lock, { ...options, report, signal }),
    );
  } catch (error) {
    throw signal.aborted ? interrupted(signal) : runFailure(error);
  } finally {
    stopListening();
    await connection.close();
  }
}

const behindPooler =
  "Connected through a pooler: steps outside of transactions run with the server's own timeouts, and who blocks a step is not named.";

type Running = RunOptions & { report: Report; signal: AbortSignal };

async function runLocked(connection: Connection, lock: RunnerLock, options: Running): Promise<RunResult> {
  const { client, isOurs } = connection;
  const { graph, stateSchema, tenant, report, signal, command, hooks = {} } = options;
  const tables = stateTables(stateSchema, tenant);
  const first = await planNow(client, options);
  if (!first.state.exists) await ensureState(client, tables);
  if (!isOurs && typeof options.source === "string") report({ type: "note", message: behindPooler });
  const limits = { ...defaultLimits, ...options.limits };
  const openLookout = lookoutOf(options.source, command);
  const author = readAuthor();
  if (isOurs && tenant !== undefined) await client.query(freshSession({ isOurs, tenant }));
  const work: Work = {
    client,
    isOurs,
    lock,
    openLookout,
    tables,
    tenant,
    author,
    report,
    signal,
    limits,
    hooks,
  };
  if (command === "stamp") {
    await applyStamps(work, graph, first, options.fingerprint);
    return { steps: first.steps.map(withoutHeads), heads: headsAfter(first) };
  }
  assertFinishing(first);
  await checkAllPreflights(work, graph, first);
  return betweenRunHooks(work, first.steps, () => applyPlan(work, options, first));
}

async function applyPlan(work: Work, options: Running, first: PlanNow): Promise<RunResult> {
  const { client, tables, hooks } = work;
  const { graph, stateSchema } = options;
  // Nobody knows what the hooks of revisions did to the database.
  const mayVouch = hooks.beforeRevision === undefined && hooks.afterRevision === undefined;
  const fingerprint = mayVouch ? options.fingerprint : undefined;
  const untouched =
    fingerprint !== undefined && (await isUntouched(client, first.state, stateSchema, fingerprint));
  const wanted = new Set(first.steps.filter(({ direction }) => direction === "up").map(({ id }) => id));
  try {
    const carried = await carryDatabase(work, graph, wanted);
    const now = carried.length === 0 ? first : await withoutCarried(client, options, first, carried);
    const done =
      options.transaction === "all" ? await applyAll(work, graph, now) : await applyEach(work, graph, now);
    return { steps: [...carried, ...done], heads: headsAfter(now) };
  } finally {
    // Of a run that failed, what it finished counts. Without it nothing is wrong, `check` only takes longer.
    if (untouched) await recordFingerprint(client, tables, fingerprint).catch(() => {});
  }
}

function lookoutOf(source: Source, command: string): Work["openLookout"] {
  if (typeof source !== "string" && source.options.max < 3) return undefined;
  return () => openConnection(source, `${command} lookout`);
}

/** What is left of a plan when squashed revisions have been carried over: not planned anew, or `+1` would move on. */
async function withoutCarried(
  client: Connection["client"],
  { graph, stateSchema, tenant }: Running,
  { steps }: PlanNow,
  carried: readonly RevisionRun[],
): Promise<PlanNow> {
  const state = await readState(client, stateTables(stateSchema, tenant));
  const done = new Set(carried.filter(({ direction }) => direction === "up").map(({ id }) => id));
  const left = steps.map(({ id }) => id).filter((id) => !done.has(id));
  const direction = steps[0]?.direction === "down" ? "down" : "up";
  return { state, steps: track(graph, positionOf(graph, state), left, direction) };
}

function headsAfter({ steps, state }: PlanNow): readonly string[] {
  return steps.at(-1)?.heads ?? state.heads;
}

/** Before anything is touched: what can be known now about the revisions to come. */
async function checkAllPreflights(work: Work, graph: Graph, { steps, state }: PlanNow): Promise<void> {
  const begun = new Set([state.unfinished?.revision, ...partlyIn(graph, state).map(({ id }) => id)]);
  for (const { id, direction } of steps) {
    const { revision } = nodeOf(graph, id);
    if (direction !== "up" || revision.preflight.length === 0 || begun.has(id)) continue;
    work.report({ type: "preflight", message: `Looking for rows in the way of ${id}`, revision: id });
    await checkPreflight(work, revision, { strict: false });
  }
}

async function applyEach(work: Work, graph: Graph, now: PlanNow): Promise<RevisionRun[]> {
  const done: RevisionRun[] = [];
  for (const task of tasksOf(graph, now)) {
    const { revision, direction, title: message, index, total } = task;
    const about = { revision: revision.id, direction, message, total };
    work.report({ type: "revision:start", done: index, ...about });
    const { unfinished } = now.state;
    const ms = await applyTask(work, task, unfinished?.revision === revision.id ? unfinished : undefined);
    done.push({ id: revision.id, direction, ms: roundMs(ms) });
    work.report({ type: "revision:end", done: index + 1, ms: roundMs(ms), ...about });
  }
  return done;
}

async function applyAll(work: Work, graph: Graph, now: PlanNow): Promise<RevisionRun[]> {
  const tasks = tasksOf(graph, now);
  const [first] = tasks;
  if (first === undefined) return [];
  const segments = new Map<string, readonly Segment[]>();
  for (const { revision, direction } of tasks) {
    const own = await segmentsOf(revision, direction);
    if (!fitsIntoTransaction(own) || now.state.unfinished !== undefined) throw notInOne(revision.id);
    segments.set(revision.id, own);
  }
  let done: RevisionRun[] = [];
  await inTransaction(work, first, async (runUnit) => {
    done = [];
    for (const task of tasks) {
      const start = performance.now();
      const units = segments.get(task.revision.id)?.[0]?.units ?? [];
      await callRevisionHook(work, "beforeRevision", task);
      const writeDown = await applyInside(work, task, units, (unit) => runUnit(unit, task));
      await writeDown();
      await callRevisionHook(work, "afterRevision", task);
      done.push({ id: task.revision.id, direction: task.direction, ms: roundMs(performance.now() - start) });
    }
    return undefined;
  });
  return done;
}

function withoutHeads({ id, direction }: PlannedStep): RevisionRun {
  return { id, direction };
}

function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function notInOne(id: string): VarveError {
  return new VarveError("NOT_ONE_TRANSACTION", {
    message: `Revision ${id} has steps that cannot run in a transaction with others.`,
    hint: "Leave --transaction all out, or upgrade to the revision before it first.",
    details: { revision: id },
  });
}
