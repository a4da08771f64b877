// Exactly one runner at a time: an advisory lock that belongs to a transaction on a connection of its own, so that it survives
// PgBouncer's transaction pooling and is gone when its connection is. It is polled, never waited for: a blocking lock deadlocks
// with CREATE INDEX CONCURRENTLY. That waits for the end of every transaction that it once saw with a snapshot, so those who
// wait end theirs after each try, and the one that holds the lock runs nothing in it that takes a snapshot.

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientBase } from "pg";
import { VarveError } from "../errors.ts";
import { isoTime } from "../sql/iso-time.ts";
import { type Connection, openConnection, type Source } from "./connections.ts";
import type { Report } from "./report.ts";
import type { StateTables } from "./state-tables.ts";

export interface LockOptions {
  readonly tables: StateTables;
  readonly command: string;
  /** How long to wait for another runner; undefined: as long as it takes. */
  readonly waitMs: number | undefined;
  readonly report: Report;
  readonly signal: AbortSignal;
}

export interface RunnerLock {
  /** Error: RUNNER_LOCK_LOST. */
  assertHeld(): Promise<void>;
}

/** Runs `fn` while no other runner does. Errors: RUNNER_LOCKED when `waitMs` are over, RUNNER_LOCK_LOST, those of `fn`. */
export async function withRunnerLock<T>(
  source: Source,
  options: LockOptions,
  fn: (lock: RunnerLock) => Promise<T>,
): Promise<T> {
  const connection = await openConnection(source, `${options.command} lock`, options.signal);
  const { client } = connection;
  try {
    await acquire(client, options);
    await withoutTimeouts(client);
    return await fn({ assertHeld: () => assertHeld(client) });
  } finally {
    await release(connection);
  }
}

/** Until the end of the transaction. SHOW and SET take no snapshot. */
async function withoutTimeouts(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
  const names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];
  if (Number(rows[0]?.server_version_num) >= 170_000) names.push("transaction_timeout");
  await client.query(names.map((name) => `SET LOCAL ${name} = 0`).join("; "));
}

async function release({ client, close }: Connection): Promise<void> {
  await client.query("ROLLBACK").catch(() => {});
  await close();
}

async function acquire(client: ClientBase, { tables, waitMs, report, signal }: LockOptions): Promise<void> {
  const key = lockKey(tables);
  const start = performance.now();
  for (let attempt = 0; !(await tryLock(client, key)); attempt += 1) {
    const waitedMs = performance.now() - start;
    const holder = await readHolder(client, key);
    if (waitMs !== undefined && waitedMs >= waitMs) throw runnerLocked(holder, waitedMs);
    report({
      type: "lock:wait",
      message: `Waiting for another runner${holder === undefined ? "" : `: ${describe(holder)}`}`,
      holder,
    });
    const remainingMs = waitMs === undefined ? Infinity : waitMs - waitedMs;
    await sleep(
      Math.min(50 * 2 ** Math.min(attempt, 4) * (0.75 + Math.random() / 2), remainingMs),
      undefined,
      { signal },
    );
  }
}

/** A number of 63 bits; advisory locks are separate for each database by themselves. */
export function lockKey({ name }: StateTables): bigint {
  const digest = createHash("sha256").update(`varve ${name}`).digest();
  return digest.readBigInt64BE() & 0x7fffffffffffffffn;
}

/** Begins the transaction that holds the lock, or leaves none open. */
async function tryLock(client: ClientBase, key: bigint): Promise<boolean> {
  await client.query("BEGIN ISOLATION LEVEL READ COMMITTED");
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_xact_lock(${key}) AS locked`,
  );
  const isOurs = rows[0]?.locked === true;
  if (!isOurs) await client.query("ROLLBACK");
  return isOurs;
}

/** Who holds the lock, as far as this role may see. */
export interface LockHolder {
  readonly pid: number;
  readonly application: string | null;
  readonly user: string | null;
  readonly address: string | null;
  /** ISO 8601. */
  readonly since: string | null;
}

/** PostgreSQL manual, 54.12 pg_locks: the high half of a bigint key is in classid, the low half in objid. */
async function readHolder(client: ClientBase, key: bigint): Promise<LockHolder | undefined> {
  const { rows } = await client.query<LockHolder>(
    `SELECT pid, application_name AS application, usename AS user, host(client_addr) AS address, ${isoTime("xact_start")} AS since
     FROM pg_locks LEFT JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid::bigint = ${key >> 32n} AND objid::bigint = ${key & 0xffffffffn}
       AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows[0];
}

function describe({ pid, application, address, since }: LockHolder): string {
  const seconds = since === null ? undefined : Math.round((Date.now() - Date.parse(since)) / 1000);
  return [
    `process ${pid}`,
    ...(application ? [application] : []),
    ...(address ? [`from ${address}`] : []),
    ...(seconds === undefined ? [] : [`for ${seconds} s`]),
  ].join(", ");
}

function runnerLocked(holder: LockHolder | undefined, waitedMs: number): VarveError {
  return new VarveError("RUNNER_LOCKED", {
    message: `Another runner is at work on this database${holder === undefined ? "" : ` (${describe(holder)})`}; waited ${Math.round(waitedMs / 100) / 10} s.`,
    hint: "Wait for it, or give --lock-timeout more seconds. Should its process be gone: SELECT pg_terminate_backend(pid).",
    details: { holder, waitedMs: Math.round(waitedMs) },
  });
}

async function assertHeld(client: ClientBase): Promise<void> {
  try {
    // An empty query takes no snapshot.
    await client.query("");
  } catch (error) {
    throw new VarveError("RUNNER_LOCK_LOST", {
      message: "The connection that held the runner's lock broke, so another runner may have begun.",
      hint: "Nothing of the revision at hand was recorded. Run it again.",
      cause: error,
    });
  }
}
