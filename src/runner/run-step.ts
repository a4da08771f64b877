import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { ClientBase, PoolClient } from "pg";
import { sharedDrizzle } from "../database/drizzle-client.ts";
import { Lease } from "../database/lease.ts";
import { Session } from "../database/session.ts";
import { Transaction } from "../database/transaction.ts";
import { isVarveError } from "../errors.ts";
import type { RunStep } from "../revisions/declare.ts";

const makeDrizzle = (client: PoolClient): NodePgDatabase => drizzle({ client });

/**
 * Runs the function of a `run` step in the transaction that is open on `client`, with a session that begins and ends
 * nothing. Errors: what the function throws; the first error of a statement when it swallowed that.
 */
export async function runStep({ run }: RunStep, client: ClientBase, signal: AbortSignal): Promise<void> {
  const transaction = new Transaction(async () => new Lease(client as PoolClient), { begin: [] });
  const session = new Session(transaction, {
    makeDrizzle,
    shared: sharedDrizzle(makeDrizzle),
    preparedStatements: false,
  });
  try {
    await run({ session, client, signal });
    // Waits for statements that the step did not wait for, and finds an error that it swallowed.
    await transaction.query({ text: "SELECT 1" });
  } catch (error) {
    const { code, cause } = error as { code?: string; cause?: unknown };
    throw code === "SESSION_ABORTED" && isVarveError(cause) ? cause : error;
  } finally {
    session.close();
  }
}
