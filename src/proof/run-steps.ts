import type { Client } from "pg";
import { fromPostgresError } from "../database/postgres-error.ts";
import type { Step } from "../plan/steps.ts";

/** Runs steps as a revision would: transactional neighbours in one transaction, the others alone. */
export async function runSteps(client: Client, steps: readonly Step[], direction: string): Promise<void> {
  let inTransaction = false;
  const enter = async (transactional: boolean) => {
    if (inTransaction === transactional) return;
    await client.query(transactional ? "BEGIN" : "COMMIT");
    inTransaction = transactional;
  };
  try {
    for (const [index, { sql, transactional }] of steps.entries()) {
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
