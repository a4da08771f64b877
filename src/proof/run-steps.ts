import type { Client } from "pg";
import { fromPostgresError } from "../database/postgres-error.ts";
import type { Step } from "../plan/steps.ts";

/**
 * Steps in one transaction at most. Each locks a table, its indexes and what refers to it, and a server with default settings
 * has room for 6,400 locks.
 */
const longest = 500;

export interface Failure {
  readonly step: Step;
  readonly error: Error;
}

export interface RunOptions {
  /** True for a step without which the others can go on. */
  mayFail?(step: Step): boolean;
  /** The error to throw for a step that failed; `earlier`: those that failed before it, and might. */
  refuse?(failure: Failure, earlier: readonly Failure[]): Error;
}

/** Runs steps as a revision would: transactional neighbours in one transaction (of many: in a few), the others alone. */
export async function runSteps(
  client: Client,
  steps: readonly Step[],
  direction: string,
  { mayFail = () => false, refuse }: RunOptions = {},
): Promise<void> {
  const failed: Failure[] = [];
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
    for (const [index, step] of steps.entries()) {
      const { sql, transactional } = step;
      await enter(transactional);
      if (inTransaction && index > 0 && index % longest === 0) {
        await client.query(["COMMIT", "BEGIN", ...settings].join("; "));
      }
      if (/^SET LOCAL /i.test(sql)) settings.push(sql);
      const isOptional = mayFail(step);
      if (isOptional && inTransaction) await client.query("SAVEPOINT step");
      await client.query(sql).catch(async (error: Error) => {
        if (!isOptional)
          throw refuse?.({ step, error }, failed) ?? failure(error, sql, `Step ${index + 1} of ${direction}`);
        failed.push({ step, error });
        if (inTransaction) await client.query("ROLLBACK TO step");
      });
      if (isOptional && inTransaction) await client.query("RELEASE step");
    }
    await enter(false);
  } catch (error) {
    if (inTransaction) await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

function failure(error: Error, sql: string, step: string): Error {
  return fromPostgresError(error, { sql, message: `${step} failed: ${error.message}` });
}
