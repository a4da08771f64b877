// What Drizzle takes for a pg client. Drizzle never sees the connection: every statement goes through the session.

import { AsyncLocalStorage } from "node:async_hooks";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type pg from "pg";
import { isVarveError, VarveError } from "../errors.ts";
import type { Query, Send } from "../repository/executor.ts";
import { unsendable } from "./statement-error.ts";
import type { Transaction } from "./transaction.ts";

/** A Drizzle instance of node-postgres, whatever its schema is. */
type AnyDrizzle = Pick<NodePgDatabase, "select" | "insert" | "update" | "delete" | "execute">;

/** Makes a Drizzle instance: `(client) => drizzle({ client, schema })`. */
export type DrizzleFactory<TDrizzle> = (client: pg.PoolClient) => TDrizzle & AnyDrizzle;

/** The session whose statement the shared instance is running. */
const currentSend = new AsyncLocalStorage<Send>();

/** One Drizzle instance for many sessions: what is prepared on it, is prepared once for all of them. */
export function sharedDrizzle(factory: DrizzleFactory<unknown>): NodePgDatabase {
  const send: Send = (query, values) => {
    const current = currentSend.getStore();
    if (current === undefined) throw new Error("A shared statement was run outside of a session");
    return current(query, values);
  };
  return factory(asClient(send)) as NodePgDatabase;
}

/** Runs a query that was built on the shared instance. Errors: those of `send`; INVALID_VALUE for a value Drizzle can't encode. */
export async function runShared<T>(send: Send, query: () => PromiseLike<T>): Promise<T> {
  try {
    return await currentSend.run(send, () => query().then((value) => value));
  } catch (error) {
    const unwrapped = unwrapDrizzleError(error);
    throw isVarveError(unwrapped) ? unwrapped : unsendable(unwrapped);
  }
}

/** A Drizzle instance of one session, on which `.transaction()` is a savepoint; before each statement it asks `assertUsable`. */
export function sessionDrizzle<TDrizzle>(
  factory: DrizzleFactory<TDrizzle>,
  { transaction, send, assertUsable }: { transaction: Transaction; send: Send; assertUsable: () => void },
): TDrizzle {
  const control = new TransactionControl(transaction);
  const client = asClient((query, values) => {
    assertUsable();
    return control.handle(query.text) ?? send(query, values);
  });
  return factory(client);
}

function asClient(send: Send): pg.PoolClient {
  const query = async (query: Query, values?: unknown[]) => {
    try {
      return await send(query, values);
    } catch (error) {
      // Drizzle writes these parameters into the message of its own error, and they are row data.
      values?.fill("…");
      throw error;
    }
  };
  return { query } as unknown as pg.PoolClient;
}

/** Drizzle's DrizzleQueryError holds the parameters; what it wraps says all there is to say. */
export function unwrapDrizzleError(error: unknown): unknown {
  if (isVarveError(error)) return error;
  const { query, params, cause } = Object(error) as Partial<Record<"query" | "params" | "cause", unknown>>;
  return query !== undefined && params !== undefined && isVarveError(cause) ? cause : error;
}

type Result = Promise<pg.QueryResult>;

/** As Drizzle writes them, with the depth of what is inside another one. */
const drizzleControl =
  /^(begin|commit|rollback|savepoint|release savepoint|rollback to savepoint)(?: sp(\d+))?$/;

/** Turns the statements with which Drizzle opens and ends a transaction into savepoints of ours. */
class TransactionControl {
  readonly #transaction: Transaction;
  readonly #open: string[] = [];

  constructor(transaction: Transaction) {
    this.#transaction = transaction;
  }

  /** Undefined when `text` is none of Drizzle's own transaction statements. */
  handle(text: string): Result | undefined {
    if (text.startsWith("begin ")) throw nestedOptions();
    const [, statement, depth = "0"] = drizzleControl.exec(text) ?? [];
    switch (statement) {
      case "begin":
      case "savepoint":
        return this.#begin(Number(depth));
      case "commit":
      case "release savepoint":
        return this.#release(Number(depth));
      case "rollback":
      case "rollback to savepoint":
        return this.#rollback(Number(depth));
      default:
        return undefined;
    }
  }

  async #begin(depth: number): Result {
    if (this.#open.length !== depth) throw savepointOpen();
    this.#open.push(this.#transaction.openSavepoint());
    return nothing;
  }

  /** When it fails, Drizzle goes on with a rollback. */
  async #release(depth: number): Result {
    await this.#transaction.releaseSavepoint(this.#innermost(depth));
    this.#open.pop();
    return nothing;
  }

  async #rollback(depth: number): Result {
    const name = this.#innermost(depth);
    this.#open.pop();
    await this.#transaction.rollbackTo(name);
    return nothing;
  }

  #innermost(depth: number): string {
    const name = this.#open.at(-1);
    if (name === undefined || this.#open.length !== depth + 1) throw savepointOpen();
    return name;
  }
}

const nothing: pg.QueryResult = { command: "", rowCount: null, oid: 0, fields: [], rows: [] };

export function savepointOpen(): VarveError {
  return new VarveError("SAVEPOINT_OPEN", {
    message:
      "This session has an open savepoint, so what is run beside it could be rolled back with it unseen.",
    hint: "Run savepoints one after the other (no Promise.all), and use the session that the callback is given.",
  });
}

function nestedOptions(): VarveError {
  return new VarveError("USAGE", {
    message: "Isolation level and access mode belong to the whole transaction, not to a savepoint in it.",
    hint: "Give them to session(fn, { isolation, readOnly }).",
  });
}
