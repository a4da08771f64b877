import type { Client, ClientBase, PoolClient } from "pg";
import type { Hooks } from "../config/hooks.ts";
import { VarveError } from "../errors.ts";
import type { Revision } from "../revisions/parse.ts";
import type { Connection } from "./connections.ts";
import type { RunnerLock } from "./lock.ts";
import type { Author } from "./records.ts";
import type { Report } from "./report.ts";
import type { StateTables } from "./state-tables.ts";

/** What every part of a run works with. */
export interface Work {
  readonly client: Client | PoolClient;
  /** See `Connection.isOurs`. */
  readonly isOurs: boolean;
  readonly lock: RunnerLock;
  /** A connection to look at the server with while `client` is busy; undefined when the caller's pool has none to spare. */
  readonly openLookout: (() => Promise<Connection>) | undefined;
  readonly tables: StateTables;
  /** See `PlanOptions.tenant`. */
  readonly tenant: string | undefined;
  readonly author: Author;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly limits: Limits;
  readonly hooks: Hooks;
}

export interface Limits {
  /** How long a statement may wait for a lock before its transaction gives way. */
  readonly lockTimeoutMs: number;
  /** How often such a transaction is tried. */
  readonly lockAttempts: number;
  /** How long a statement may run; 0: as long as it takes. */
  readonly statementTimeoutMs: number;
}

export const defaultLimits: Limits = { lockTimeoutMs: 2_000, lockAttempts: 15, statementTimeoutMs: 0 };

/** One revision to apply or to take back, and the heads before and after. */
export interface Task {
  /** For a progress display: what it is called, and its place among the others. */
  readonly title: string;
  readonly index: number;
  readonly total: number;
  readonly revision: Revision;
  /** The revision as its file has it, where `revision` holds only the steps that are left to run. */
  readonly whole?: Revision | undefined;
  readonly direction: "up" | "down";
  readonly headsBefore: readonly string[];
  readonly headsAfter: readonly string[];
  /** Hash of the models that the database has reached when it is done. */
  readonly models: string | undefined;
}

/** Runs the text of state changes; the heads must be what they were. Error: STATE_CHANGED. */
export async function writeState(
  client: ClientBase,
  statements: readonly string[],
  removed: number,
): Promise<void> {
  try {
    const results = [await client.query(statements.join(";\n"))].flat();
    const deleted = results.find(({ command }) => command === "DELETE")?.rowCount ?? 0;
    if (deleted === removed) return;
  } catch (error) {
    if ((error as { code?: string }).code !== "23505") throw error;
  }
  throw new VarveError("STATE_CHANGED", {
    message: "The heads of the database changed while the runner was at work.",
    hint: "Something else wrote to Varve's tables. Nothing of the revision at hand was recorded; run the command again.",
  });
}
