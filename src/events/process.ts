import { and, asc, gt, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Database, SessionOptions } from "../database/database.ts";
import type { Session } from "../database/session.ts";
import { assertCount, assertOptions } from "../repository/options.ts";
import { failureContext } from "./failure.ts";
import { completeLimits, type JsonLimits, serializeJson } from "./json.ts";
import { storeTaskContexts } from "./store-task-contexts.ts";
import { type Event, type EventTable, events, pendingCondition } from "./table.ts";

/**
 * Handles one event. The object it returns becomes the event's `task_context`; nothing becomes `{}`, and any other
 * JSON value `{ "result": value }`.
 */
export type EventHandler<TTable extends EventTable = typeof events, TDrizzle = NodePgDatabase> = (
  event: TTable["$inferSelect"],
  context: EventContext<TDrizzle>,
) => unknown;

export interface EventContext<TDrizzle = NodePgDatabase> {
  /** What is written here is committed together with the result, and rolled back when the handler throws. */
  readonly session: Session<TDrizzle>;
  /** Aborted when the work is to end. */
  readonly signal: AbortSignal;
}

export interface ProcessOptions<TTable extends EventTable = typeof events> {
  /** A table with `eventColumns`; default the `events` of this package. */
  table?: TTable;
  /** Events a worker takes at once, in one transaction; use 1 for handlers that take seconds. Default 20. */
  batchSize?: number;
  /** Workers at the same time, each with a connection. Default 1. */
  workers?: number;
  /** Failed attempts after which an event is given up; it keeps its failure. Default 10. */
  maxAttempts?: number;
  /** Wait before the second attempt; it doubles with each one. Default 1,000. */
  retryDelayMs?: number;
  /** What a result may hold; what is left out is as in {@link JsonLimits}. */
  limits?: Partial<JsonLimits>;
  /** Ends the work after the event at hand; what is done by then is kept. */
  signal?: AbortSignal | undefined;
  /** Is told of every failed attempt. The database keeps only the name and code of `error`. */
  onFailure?: (event: TTable["$inferSelect"], error: unknown) => void;
}

export interface ProcessResult {
  /** Events whose result was stored. */
  processed: number;
  /** Attempts that failed. */
  failed: number;
}

/**
 * Works through the pending events, oldest id first, until none is due or `signal` ends it.
 *
 * Every event is handled at least once: when a worker dies, its batch is pending again. What a handler writes through its
 * `session` happens exactly once. An event whose handler throws waits, is tried again by this or a later pass, and
 * is given up after `maxAttempts`; it never holds up the others.
 * Errors: any of a session, such as CONNECTION_LOST; EVENT_INVALID never: a result that cannot be stored is a failure.
 */
export async function processEvents<TTable extends EventTable = typeof events, TDrizzle = NodePgDatabase>(
  database: Database<TDrizzle>,
  handler: EventHandler<TTable, TDrizzle>,
  options: ProcessOptions<TTable> = {},
): Promise<ProcessResult> {
  const pass = parseOptions(handler, options);
  const result: ProcessResult = { processed: 0, failed: 0 };
  const ends = await Promise.allSettled(
    Array.from({ length: pass.workers }, async () => {
      try {
        await work(database, pass, result);
      } catch (error) {
        pass.stop();
        throw error;
      }
    }),
  );
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return result;
}

/** The options of a call, complete. */
type Pass<TTable extends EventTable, TDrizzle> = ReturnType<typeof parseOptions<TTable, TDrizzle>>;

function parseOptions<TTable extends EventTable, TDrizzle>(
  handler: EventHandler<TTable, TDrizzle>,
  options: ProcessOptions<TTable>,
) {
  assertOptions(options, optionNames);
  const { table = events as EventTable, signal, onFailure } = options;
  const { batchSize = 20, workers = 1, maxAttempts = 10, retryDelayMs = 1_000 } = options;
  assertCount("batchSize", batchSize, { min: 1 });
  assertCount("workers", workers, { min: 1 });
  assertCount("maxAttempts", maxAttempts, { min: 1 });
  assertCount("retryDelayMs", retryDelayMs, { min: 0 });
  const broken = new AbortController();
  return {
    handler,
    table,
    batchSize,
    workers,
    maxAttempts,
    retryDelayMs,
    onFailure,
    limits: completeLimits(options.limits),
    signal: AbortSignal.any(signal ? [signal, broken.signal] : [broken.signal]),
    /** Ends the other workers, when one cannot go on. */
    stop: () => broken.abort(),
  };
}

const optionNames = [
  "table",
  "batchSize",
  "workers",
  "maxAttempts",
  "retryDelayMs",
  "limits",
  "signal",
  "onFailure",
];

/** Rows that somebody else has changed meanwhile are looked at anew; a handler may take longer than the server likes. */
const sessionOptions: SessionOptions = {
  isolation: "read committed",
  settings: { idle_in_transaction_session_timeout: "0" },
};

/** Goes through the ids from the start to the end, and again, until it finds nothing from start to end. */
async function work<TTable extends EventTable, TDrizzle>(
  database: Database<TDrizzle>,
  pass: Pass<TTable, TDrizzle>,
  result: ProcessResult,
): Promise<void> {
  let after: string | undefined;
  while (!pass.signal.aborted) {
    const batch = await database.session((session) => processBatch(session, pass, after), sessionOptions);
    result.processed += batch.processed;
    result.failed += batch.failed;
    if (batch.taken.length === 0 && after === undefined) return;
    after = batch.taken.length === pass.batchSize ? batch.taken.at(-1)?.id : undefined;
  }
}

async function processBatch<TTable extends EventTable, TDrizzle>(
  session: Session<TDrizzle>,
  pass: Pass<TTable, TDrizzle>,
  after: string | undefined,
) {
  const taken = await takePending(session, pass, after);
  const contexts = new Map<string, string>();
  let failed = 0;
  for (const event of taken) {
    if (pass.signal.aborted) break;
    const outcome = await handle(session, event, pass);
    if (outcome === undefined) break;
    contexts.set(event.id, outcome.context);
    if (outcome.failed) failed += 1;
  }
  await storeTaskContexts(session, pass.table, contexts);
  return { taken, failed, processed: contexts.size - failed };
}

/** Locks events that no other worker has. Rows that others only refer to by foreign key stay free for them. */
async function takePending<TTable extends EventTable, TDrizzle>(
  session: Session<TDrizzle>,
  { table, batchSize }: Pass<TTable, TDrizzle>,
  after: string | undefined,
): Promise<Event[]> {
  const retryAt = sql`coalesce(task_context #>> '{$failure,retryAt}', '') COLLATE "C"`;
  const rows = await session.run((drizzle) =>
    drizzle
      .select()
      .from(table as PgTable)
      .where(
        and(
          sql`(${pendingCondition})`,
          sql`${retryAt} <= ${new Date().toISOString()}`,
          after ? gt(table.id, after) : undefined,
        ),
      )
      .orderBy(asc(table.id))
      .limit(batchSize)
      .for("no key update", { skipLocked: true }),
  );
  return rows as Event[];
}

/** Undefined when the work was stopped: the event stays pending, without an attempt. */
async function handle<TTable extends EventTable, TDrizzle>(
  session: Session<TDrizzle>,
  event: Event,
  pass: Pass<TTable, TDrizzle>,
): Promise<{ context: string; failed: boolean } | undefined> {
  const { handler, signal, onFailure, limits } = pass;
  try {
    const context = await session.savepoint(async (inner) => {
      const result = await handler(event, { session: inner, signal });
      return serializeJson(contextOf(result), limits);
    });
    return { context, failed: false };
  } catch (error) {
    if (signal.aborted) return undefined;
    onFailure?.(event, error);
    return { context: JSON.stringify(failureContext(event, error, pass)), failed: true };
  }
}

/** Without `$failure`: a handler that passes the former context on has succeeded all the same. */
function contextOf(result: unknown): unknown {
  if (result === undefined || result === null) return {};
  if (typeof result !== "object" || Array.isArray(result)) return { result };
  return "$failure" in result ? { ...result, $failure: undefined } : result;
}
