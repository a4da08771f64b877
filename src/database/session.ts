import { AsyncLocalStorage } from "node:async_hooks";
import type { SQL } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { PgTable } from "drizzle-orm/pg-core";
import type pg from "pg";
import type { Executor, Query, Send } from "../repository/executor.ts";
import { Repository, type RepositoryOptions } from "../repository/repository.ts";
import type { ScopeValues } from "../repository/scope.ts";
import type { ColumnName } from "../repository/table.ts";
import { type DrizzleFactory, runShared, savepointOpen, sessionDrizzle } from "./drizzle-client.ts";
import { sessionClosed, type Transaction } from "./transaction.ts";

/** What all sessions of a database have in common. */
export interface SessionContext<TDrizzle> {
  readonly makeDrizzle: DrizzleFactory<TDrizzle>;
  readonly shared: NodePgDatabase;
  readonly preparedStatements: boolean;
}

/** The session whose savepoint callback is running. */
const insideSavepoint = new AsyncLocalStorage<unknown>();

/**
 * One transaction, or a savepoint in it. Made by `database.session()` and `session.savepoint()`; of no use afterwards
 * (SESSION_CLOSED). The transaction begins with its first statement.
 */
export class Session<TDrizzle = NodePgDatabase> implements Executor {
  readonly #transaction: Transaction;
  readonly #context: SessionContext<TDrizzle>;
  #drizzle: TDrizzle | undefined;
  #inner: Session<TDrizzle> | undefined;
  #isClosed = false;

  constructor(transaction: Transaction, context: SessionContext<TDrizzle>) {
    this.#transaction = transaction;
    this.#context = context;
  }

  /** Drizzle on this transaction; its own `.transaction()` is a savepoint. */
  get drizzle(): TDrizzle {
    this.#drizzle ??= sessionDrizzle(this.#context.makeDrizzle, {
      transaction: this.#transaction,
      send: this.#send,
      assertUsable: () => this.#current(),
    });
    return this.#drizzle;
  }

  /**
   * A repository for `table` in this session; its scope is an SQL condition, or values as `{ tenantId }`.
   * Errors: NO_PRIMARY_KEY; UNKNOWN_COLUMN or UNDEFINED_VALUE in the scope.
   */
  repository<TTable extends PgTable>(table: TTable, options?: { scope?: SQL }): Repository<TTable>;
  repository<TTable extends PgTable, TScope extends ColumnName<TTable>>(
    table: TTable,
    options: { scope: ScopeValues<TTable, TScope> },
  ): Repository<TTable, TScope>;
  repository<TTable extends PgTable>(table: TTable, options?: RepositoryOptions<TTable>): Repository<TTable> {
    return new Repository(this, table, options);
  }

  /**
   * Runs `fn` in a savepoint: what it did is rolled back when it throws, and the session goes on.
   * Errors: what `fn` throws; SESSION_ABORTED when it swallowed the error of a statement; SAVEPOINT_OPEN when another
   * savepoint of this session is open.
   */
  async savepoint<T>(fn: (inner: Session<TDrizzle>) => Promise<T>): Promise<T> {
    const outer = this.#current();
    const name = this.#transaction.openSavepoint();
    const inner = new Session(this.#transaction, this.#context);
    outer.#inner = inner;
    try {
      const result = await insideSavepoint.run(inner, async () => fn(inner)).finally(() => inner.close());
      await this.#transaction.releaseSavepoint(name);
      return result;
    } catch (error) {
      // When the connection is gone there is nothing to roll back to, and `error` tells why.
      await this.#transaction.rollbackTo(name).catch(() => {});
      throw error;
    } finally {
      outer.#inner = undefined;
    }
  }

  /**
   * Runs raw SQL: Drizzle's `` sql`…` `` or a text with `$1` and its values. Several statements in one text are allowed
   * without values. Errors: any of a statement, such as UNIQUE_VIOLATION.
   */
  async execute<TRow extends pg.QueryResultRow = pg.QueryResultRow>(
    statement: string | SQL,
    values: readonly unknown[] = [],
  ): Promise<pg.QueryResult<TRow>> {
    if (typeof statement === "string") return this.#send({ text: statement }, [...values]);
    return this.run((drizzle) => drizzle.execute<TRow>(statement)) as Promise<pg.QueryResult<TRow>>;
  }

  /**
   * For repositories: runs a query in this session that was built on the Drizzle instance of all sessions.
   * @internal
   */
  run<T>(query: (drizzle: NodePgDatabase) => PromiseLike<T>, through?: (send: Send) => Send): Promise<T> {
    const send = through?.(this.#send) ?? this.#send;
    return runShared(send, () => query(this.#context.shared));
  }

  /**
   * Refuses everything from now on; `database.session()` does this when its callback is done.
   * @internal
   */
  close(): void {
    this.#isClosed = true;
  }

  #send = async (query: Query, values?: unknown[]): Promise<pg.QueryResult> => {
    this.#current();
    const { preparedStatements } = this.#context;
    return this.#transaction.query(preparedStatements ? query : { ...query, name: undefined }, values);
  };

  /** The innermost open savepoint's session. What is called on another one must come from inside that savepoint. */
  #current(): Session<TDrizzle> {
    if (this.#isClosed) throw sessionClosed();
    let innermost: Session<TDrizzle> = this;
    while (innermost.#inner !== undefined) innermost = innermost.#inner;
    if (innermost !== this && insideSavepoint.getStore() !== innermost) throw savepointOpen();
    return innermost;
  }
}
