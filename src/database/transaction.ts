// One transaction on one connection: the only door its statements go through, one after the other.
// Knows nothing of Drizzle, nor who may use it when.

import type pg from "pg";
import { VarveError } from "../errors.ts";
import type { Query } from "../repository/executor.ts";
import type { Lease } from "./lease.ts";
import { retryableCodes } from "./statement-error.ts";

/** How long the server may take to stop a statement or to roll back before the connection is cut. */
const graceMs = 3_000;

export class Transaction {
  readonly #acquire: () => Promise<Lease>;
  /** Sent in one round trip with the next statement: BEGIN, so that a session without statements costs nothing. */
  readonly #preamble: string[];
  #lease: Lease | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  /** The first error since the transaction was last sound; undefined again once a savepoint was rolled back. */
  #failure: VarveError | undefined;
  #interruption: VarveError | undefined;
  #savepoints = 0;
  /** Takes no more statements. */
  #isEnded = false;
  /** Nor does it run those it has taken. */
  #isDropped = false;

  constructor(acquire: () => Promise<Lease>, { begin }: { begin: readonly string[] }) {
    this.#acquire = acquire;
    this.#preamble = [...begin];
  }

  /** True when it may succeed when it is run again as a whole. */
  get isRetryable(): boolean {
    return this.#failure !== undefined && retryableCodes.has(this.#failure.code);
  }

  /** Runs one statement when those before it are done. Errors: SESSION_CLOSED, SESSION_ABORTED, any of a statement. */
  query(query: Query, values?: unknown[]): Promise<pg.QueryResult> {
    if (this.#isEnded) return Promise.reject(sessionClosed());
    const answer = this.#queue.then(() => this.#send(query, values));
    this.#queue = answer.catch(() => {});
    return answer;
  }

  /** Opens a savepoint and gives its name. It goes out with the next statement, so it costs no round trip. */
  openSavepoint(): string {
    this.#savepoints += 1;
    const name = `varve_${this.#savepoints}`;
    this.#preamble.push(`SAVEPOINT ${name}`);
    return name;
  }

  /** Errors: SESSION_ABORTED when a statement has failed since; then only {@link rollbackTo} helps. */
  async releaseSavepoint(name: string): Promise<void> {
    await this.#queue;
    if (this.#failure !== undefined) throw sessionAborted(this.#failure);
    if (!this.#forget(`SAVEPOINT ${name}`)) this.#preamble.push(`RELEASE SAVEPOINT ${name}`);
  }

  async rollbackTo(name: string): Promise<void> {
    await this.#queue;
    if (this.#forget(`SAVEPOINT ${name}`)) return;
    this.#preamble.length = 0;
    await this.query({ text: `ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}` });
  }

  /** Drops `text` and all that was deferred after it; false when it has been sent. */
  #forget(text: string): boolean {
    const index = this.#preamble.indexOf(text);
    if (index >= 0) this.#preamble.splice(index);
    return index >= 0;
  }

  /**
   * Errors: SESSION_ABORTED when an error has aborted the transaction, CONNECTION_LOST when nothing was committed for
   * sure, COMMIT_UNKNOWN when nobody can tell, any of a statement (deferred constraints are checked here).
   */
  async commit(): Promise<void> {
    this.#isEnded = true;
    await this.#queue;
    if (this.#interruption !== undefined) throw this.#interruption;
    if (this.#failure !== undefined) throw sessionAborted(this.#failure);
    if (this.#lease === undefined) return;
    const wasLost = this.#lease.isLost;
    try {
      const { command } = await this.#lease.send([], { text: "COMMIT" });
      if (command !== "COMMIT") throw sessionAborted(undefined);
    } catch (error) {
      this.#failure = error as VarveError;
      throw wasLost || isAnswer(this.#failure) ? error : commitUnknown(this.#failure.cause);
    }
  }

  /** Rolls back what is open and gives the connection back. Never rejects: the error that led here is the one that counts. */
  async end(): Promise<void> {
    this.#isEnded = true;
    // Nobody waits any more for what may still be running or queued.
    this.#isDropped = true;
    this.#lease?.cancel({ graceMs });
    await this.#queue;
    const lease = this.#lease;
    if (lease === undefined) return;
    if (lease.status !== "idle" && !lease.isLost) {
      const cut = setTimeout(
        () => lease.cut(new Error(`No answer to ROLLBACK within ${graceMs} ms`)),
        graceMs,
      );
      await lease.send([], { text: "ROLLBACK" }).catch(() => {});
      clearTimeout(cut);
    }
    lease.release();
  }

  /** Stops the running statement and refuses all that follow with `reason`. */
  interrupt(reason: VarveError): void {
    this.#interruption ??= reason;
    this.#lease?.cancel({ graceMs });
  }

  async #send(query: Query, values: unknown[] | undefined): Promise<pg.QueryResult> {
    // BEGIN went out with an earlier statement, so outside a transaction nothing may run any more.
    const isOver = this.#lease?.status === "idle" && !this.#lease.isLost;
    if (isOver && this.#failure !== undefined) throw sessionAborted(this.#failure);
    try {
      this.#assertGoingOn();
      this.#lease ??= await this.#acquire();
      this.#assertGoingOn();
      const result = await this.#lease.send(this.#preamble, query, values);
      if (this.#lease.status === "idle") throw transactionEnded();
      if (await beginsAnother(query.text, result)) {
        this.#interruption ??= transactionEnded();
        throw this.#interruption;
      }
      this.#failure = undefined;
      return result;
    } catch (error) {
      throw this.#fail(error as VarveError);
    }
  }

  #assertGoingOn(): void {
    if (this.#interruption !== undefined) throw this.#interruption;
    if (this.#isDropped) throw sessionClosed();
  }

  #fail(error: VarveError): VarveError {
    if (this.#interruption !== undefined) return this.#interruption;
    if (error.code === "SESSION_ABORTED") return sessionAborted(this.#failure);
    const isSound = this.#lease !== undefined && !this.#lease.isLost && this.#lease.status === "open";
    if (!isSound) this.#failure ??= error;
    return error;
  }
}

/**
 * `ROLLBACK; BEGIN` and `COMMIT AND CHAIN` leave a transaction open: another one, without the role and settings of this one.
 * A BEGIN alone is a warning to PostgreSQL, and ends nothing.
 */
async function beginsAnother(
  text: string,
  result: pg.QueryResult | readonly pg.QueryResult[],
): Promise<boolean> {
  const commands = [result].flat().map(({ command }) => command);
  if (commands.includes("COMMIT")) return true;
  const end = commands.findIndex((command) => command === "ROLLBACK" || command === "PREPARE");
  if (end >= 0 && commands.slice(end).some((command) => command === "BEGIN" || command === "START"))
    return true;
  // ROLLBACK TO SAVEPOINT is answered with the same word; the parser is slow to load, and most texts need none.
  return commands.includes("ROLLBACK") && /chain/i.test(text) && (await chains(text));
}

async function chains(text: string): Promise<boolean> {
  const { loadParser, parseStatements } = await import("../sql/parser.ts");
  await loadParser();
  return parseStatements(text).some(
    ({ node }) => "TransactionStmt" in node && node.TransactionStmt.chain === true,
  );
}

export function sessionClosed(): VarveError {
  return new VarveError("SESSION_CLOSED", {
    message: "This session has ended; nothing can be run in it any more.",
    hint: "Await every call inside the callback of session() or savepoint(), and keep no session for later.",
  });
}

function sessionAborted(cause: VarveError | undefined): VarveError {
  return new VarveError("SESSION_ABORTED", {
    message: `Nothing was committed, because a statement had failed${cause === undefined ? "" : `: ${cause.message}`}`,
    hint: "PostgreSQL runs nothing more in a transaction after an error. Let the error leave the callback, or run the statement in a savepoint().",
    details: cause === undefined ? {} : { code: cause.code, ...cause.details },
    cause,
  });
}

function transactionEnded(): VarveError {
  return new VarveError("TRANSACTION_ENDED", {
    message: "A statement ended the transaction of its session (COMMIT, ROLLBACK or the like).",
    hint: "session() commits when its callback returns and rolls back when it throws; use savepoint() for parts.",
  });
}

/**
 * What PostgreSQL answers to COMMIT, an ERROR or the FATAL of a connection it ends, means that nothing was committed: where
 * that is not so it stays silent (src/backend/replication/syncrep.c). A pooler in between has other codes for its own.
 */
function isAnswer({ code, details }: VarveError): boolean {
  return code !== "CONNECTION_LOST" || /^(57P01|57P05|25P03|25P04)$/.test(String(details.sqlstate));
}

function commitUnknown(cause: unknown): VarveError {
  return new VarveError("COMMIT_UNKNOWN", {
    message: "The connection was lost during COMMIT: nobody can tell whether the transaction was committed.",
    hint: "Look whether what it wrote is there before you run it again; keys made by the client make that easy.",
    cause,
  });
}
