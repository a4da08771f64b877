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
  /** Those of the transaction, which end with it. */
  let settings: string[] = [];
  const enter = async (transactional: boolean) => {
    if (inTransaction === transactional) return;
    await client.query(transactional ? "BEGIN" : "COMMIT");
    inTransaction = transactional;
    settings = [];
  };
  try {
    for (const [index, { sql, transactional }] of steps.entries()) {
      await enter(transactional);
      if (inTransaction && index > 0 && index % longest === 0) {
        await client.query(["COMMIT", "BEGIN", ...settings].join("; "));
      }
      if (/^SET LOCAL /i.test(sql)) settings.push(sql);
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
