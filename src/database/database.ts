import type { SQL } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type pg from "pg";
import { VarveError } from "../errors.ts";
import { assertOptions } from "../repository/options.ts";
import { interrupted } from "./abort.ts";
import { beginTransaction, type TransactionOptions } from "./begin.ts";
import { watchConnections } from "./breakage.ts";
import { type DrizzleFactory, runShared, sharedDrizzle, unwrapDrizzleError } from "./drizzle-client.ts";
import { acquire, assertUsablePool, createPool, type PoolOptions } from "./pool.ts";
import { Retryable, withRetries } from "./retry.ts";
import { Session, type SessionContext } from "./session.ts";
import { databaseUrl, parseSettings } from "./settings.ts";
import { Stop } from "./stop.ts";
import { Transaction } from "./transaction.ts";

export interface DatabaseOptions<TDrizzle = NodePgDatabase> extends PoolOptions {
  /** Default: DATABASE_URL, else DATABASE_HOST and the like, else PGHOST and the like. */
  url?: string;
  /** Default: the environment of the process. */
  env?: NodeJS.ProcessEnv;
  /** A pool of your own in place of a URL; closing the database leaves it open. Error: USAGE for one of a pg that is too old. */
  pool?: pg.Pool;
  /** Makes `session.drizzle` with your schema, relations, casing or logger: `(client) => drizzle({ client, schema })`. */
  drizzle?: DrizzleFactory<TDrizzle>;
  /** False behind a pooler that knows no prepared statements (PgBouncer before 1.21). Default true. */
  preparedStatements?: boolean;
}

export interface SessionOptions extends TransactionOptions {
  /** How many times more to run `fn` after a serialization failure or a deadlock; default 0. */
  retries?: number;
  /** Stops the running statement and rolls back (INTERRUPTED). */
  signal?: AbortSignal | undefined;
}

/** What {@link Database.check} finds. */
export interface DatabaseHealth {
  readonly ok: boolean;
  readonly latencyMs: number;
  readonly connections: { readonly total: number; readonly idle: number; readonly waiting: number };
  /** Why it is not ok. */
  readonly error?: VarveError;
}

/**
 * A database with its pool of connections; nothing is opened before it is used.
 * Errors: DATABASE_URL_MISSING, CONNECTION_SETTINGS_INVALID, PASSWORD_REFUSED, TLS_FAILED for a certificate that cannot be read.
 *
 * @example
 * const database = openDatabase();
 * const user = await database.session((session) => session.repository(users).create({ name: "Ada" }));
 * await database.close();
 */
export function openDatabase<TDrizzle = NodePgDatabase>(
  options: DatabaseOptions<TDrizzle> = {},
): Database<TDrizzle> {
  return new Database(options);
}

/** A pool of connections and the sessions on it. Made by {@link openDatabase}; the last thing to do with it is `close`. */
export class Database<TDrizzle = NodePgDatabase> {
  readonly #pool: pg.Pool;
  readonly #ownsPool: boolean;
  readonly #context: SessionContext<TDrizzle>;
  readonly #sessions = new Set<Promise<unknown>>();
  readonly #stops = new Set<Stop>();
  #closing: Promise<void> | undefined;

  /** Errors: those of {@link openDatabase}. */
  constructor(options: DatabaseOptions<TDrizzle>) {
    const { drizzle: makeDrizzle = defaultDrizzle as DrizzleFactory<TDrizzle>, preparedStatements = true } =
      options;
    this.#pool = options.pool ? assertUsablePool(options.pool) : createPool(settingsOf(options), options);
    this.#ownsPool = options.pool === undefined;
    this.#context = { makeDrizzle, preparedStatements, shared: sharedDrizzle(makeDrizzle) };
    watchConnections(this.#pool);
  }

  /**
   * Runs `fn` in one transaction: commits when it returns, rolls back when it throws, gives the connection back always.
   * A session that runs no statement takes no connection.
   * Errors: what `fn` throws; SESSION_ABORTED when it swallowed the error of a statement; COMMIT_UNKNOWN, CONNECTION_LOST,
   * POOL_TIMEOUT, INTERRUPTED, DATABASE_CLOSED, and one code for each way a statement can fail (docs/sessions.md).
   */
  async session<T>(
    fn: (session: Session<TDrizzle>) => Promise<T> | T,
    options: SessionOptions = {},
  ): Promise<T> {
    assertOptions(options, sessionOptions);
    const { retries = 0, signal } = options;
    const begin = beginTransaction(options);
    const running = withRetries(() => this.#attempt(fn, begin, signal), { retries, signal });
    this.#sessions.add(running);
    return running.finally(() => this.#sessions.delete(running));
  }

  /** Runs one statement in a transaction of its own. Errors: as those of `session`. */
  async execute<TRow extends pg.QueryResultRow = pg.QueryResultRow>(
    statement: string | SQL,
    values: readonly unknown[] = [],
  ): Promise<pg.QueryResult<TRow>> {
    this.#assertOpen();
    const lease = await acquire(this.#pool);
    const send = lease.send.bind(lease, []);
    try {
      if (typeof statement === "string") return await send({ text: statement }, [...values]);
      return (await runShared(send, () => this.#context.shared.execute(statement))) as pg.QueryResult<TRow>;
    } finally {
      lease.release();
    }
  }

  /** Whether the database answers, for a health check. Never rejects. */
  async check(): Promise<DatabaseHealth> {
    const start = performance.now();
    const failure = await this.execute("SELECT 1").then(
      () => ({ ok: true }),
      (error: VarveError) => ({ ok: false, error }),
    );
    const { totalCount: total, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { ...failure, latencyMs: performance.now() - start, connections: { total, idle, waiting } };
  }

  /**
   * Waits for the open sessions, at most `timeoutMs`, rolls back those still open then (DATABASE_CLOSED), and closes the
   * connections. New sessions are refused from now on. May be called again.
   */
  close({ timeoutMs = 10_000 }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async #close(timeoutMs: number): Promise<void> {
    const stop = setTimeout(() => {
      for (const stop of this.#stops) stop.stop(databaseClosed());
    }, timeoutMs);
    await Promise.allSettled(this.#sessions);
    clearTimeout(stop);
    if (this.#ownsPool) await this.#pool.end();
  }

  async #attempt<T>(
    fn: (session: Session<TDrizzle>) => Promise<T> | T,
    begin: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<T> {
    this.#assertOpen();
    if (signal?.aborted) throw interrupted(signal);
    const stop = new Stop();
    const onAbort = () => signal && stop.stop(interrupted(signal));
    signal?.addEventListener("abort", onAbort);
    this.#stops.add(stop);
    const transaction = new Transaction(() => acquire(this.#pool, stop), { begin });
    const session = new Session(transaction, this.#context);
    try {
      const running = (async () => fn(session))();
      const result = await stop.unlessStopped(running, (reason) => transaction.interrupt(reason));
      await transaction.commit();
      return result;
    } catch (error) {
      const own = unwrapDrizzleError(error);
      throw transaction.isRetryable ? new Retryable(own) : own;
    } finally {
      session.close();
      await transaction.end();
      this.#stops.delete(stop);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw databaseClosed();
  }
}

const sessionOptions: readonly (keyof SessionOptions)[] = [
  "isolation",
  "readOnly",
  "deferrable",
  "role",
  "settings",
  "statementTimeoutMs",
  "retries",
  "signal",
];

const defaultDrizzle: DrizzleFactory<NodePgDatabase> = (client) => drizzle({ client });

function settingsOf({ env = process.env, url = databaseUrl(env) }: Pick<DatabaseOptions, "env" | "url">) {
  if (url === undefined) {
    throw new VarveError("DATABASE_URL_MISSING", {
      message: "openDatabase() was given no URL, and the environment names no database.",
      hint: "Set DATABASE_URL, or pass { url }",
    });
  }
  return parseSettings(url, { env });
}

function databaseClosed(): VarveError {
  return new VarveError("DATABASE_CLOSED", {
    message: "The database was closed.",
    hint: "Close it last, when the service accepts no more work",
  });
}
