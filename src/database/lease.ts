import { once } from "node:events";
import type pg from "pg";
import { mostParameters, type Query } from "../repository/executor.ts";
import { type Breakage, breakageOf } from "./breakage.ts";
import { requestCancel } from "./cancel.ts";
import { sendQuery } from "./send.ts";
import { connectionLost, outdatesConnection, statementError, tooManyValues } from "./statement-error.ts";

/** Where the connection stands: outside a transaction, in one, or in one that an error has aborted. */
export type TransactionStatus = "idle" | "open" | "aborted";

/** The parts of pg that its types leave out. */
interface PooledClient extends pg.PoolClient {
  readonly readyForQuery?: boolean;
}

/** One connection of the pool while it is checked out. A connection that broke is never given back. */
export class Lease {
  readonly #client: PooledClient;
  readonly #breakage: Breakage;
  /**
   * Not to be used again: pg's record of prepared statements is wrong, or a cancellation is on its way, which could
   * come late and hit another session.
   */
  #isSpent = false;
  #isRunning = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    this.#breakage = breakageOf(client);
  }

  get status(): TransactionStatus {
    const status = this.#client.getTransactionStatus();
    return status === "E" ? "aborted" : status === "T" ? "open" : "idle";
  }

  get isLost(): boolean {
    return this.#breakage.cause !== undefined;
  }

  /**
   * Runs `query` after the statements of `preamble`, all in one round trip; `status` is right afterwards.
   * Errors: CONNECTION_LOST with the first cause, USAGE for more values than a statement takes, or what `statementError` makes of PostgreSQL's.
   */
  async send(preamble: string[], query: Query, values?: unknown[]): Promise<pg.QueryResult> {
    if (this.isLost) throw connectionLost(this.#breakage.cause);
    if (values !== undefined && values.length > mostParameters) throw tooManyValues(values.length);
    this.#isRunning = true;
    try {
      return await sendQuery(this.#client, preamble, query, values);
    } catch (error) {
      const { severity } = error as Partial<pg.DatabaseError>;
      if (severity === "FATAL" || severity === "PANIC") this.#breakage.cause ??= error;
      await this.#becomeReady();
      if (this.isLost) throw connectionLost(this.#breakage.cause);
      this.#isSpent ||= severity === undefined || outdatesConnection(error);
      throw statementError(error, query.text);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Stops what is running: asks the server, and cuts the connection when that has not helped after `graceMs`. */
  cancel({ graceMs }: { graceMs: number }): void {
    if (!this.#isRunning) return;
    this.#isSpent = true;
    void requestCancel(this.#client, { timeoutMs: graceMs });
    setTimeout(() => {
      if (this.#isRunning) this.cut(new Error(`The statement did not stop within ${graceMs} ms`));
    }, graceMs).unref();
  }

  /** Ends the connection at once; what runs on it rejects. */
  cut(cause: Error): void {
    this.#breakage.cause ??= cause;
    void this.#client.end();
  }

  /** Gives the connection back, or ends it when nobody else should have it. */
  release(): void {
    const isSound = !this.isLost && !this.#isSpent && this.status === "idle";
    this.#client.release(!isSound);
  }

  /** pg reports an error before the server is ready again, and only then it knows the transaction's status. */
  async #becomeReady(): Promise<void> {
    if (this.isLost || this.#client.readyForQuery !== false) return;
    await once(this.#client, "drain").catch(() => {});
  }
}
