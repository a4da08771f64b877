import type { Client } from "pg";
import { fromPostgresError } from "../database/postgres-error.ts";
import type { Step } from "../plan/steps.ts";

/**
 * Steps in one transaction at most. Each locks a table, its indexes and what refers to it, and a server with default settings
 * has room for 6,400 locks.
 */
const longest = 500;

/** Runs steps as a revision would: transactional neighbours in one transaction (of many: in a few), the others alone. */
export async function runSteps(client: Client, steps: readonly Step[], direction: string): Promise<void> {
  let inTransaction = false;
  const enter = async (transactional: boolean) => {
    if (inTransaction === transactional) return;
    await client.query(transactional ? "BEGIN" : "COMMIT");
    inTransaction = transactional;
  };
  try {
    for (const [index, { sql, transactional }] of steps.entries()) {
      if (index % longest === 0) await enter(false);
      await enter(transactional);
      await client.query(sql).catch((error: unknown) => {
        throw fromPostgresError(error, {
          sql,
          message: `Step ${index + 1} of ${direction} failed: ${(error as Error).message}`,
        });
      });
    }
    await enter(false);
  } catch (error) {
    if (inTransaction) await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}
