// What a revision file is written with. Kept free of imports that cost time: every revision file loads it.

import { VarveError } from "../errors.ts";
import type { Preflight } from "../plan/preflight/rule.ts";
import { readTemplate } from "./template.ts";

export type { Preflight };

/** A piece of SQL: one statement, or several that belong together. */
export interface SqlStep {
  readonly kind: "sql";
  readonly sql: string;
}

/** A step written in TypeScript; it runs in the transaction of its revision. */
export interface RunStep<Context = RunContext> {
  readonly kind: "run";
  readonly run: (context: Context) => Promise<void> | void;
}

/** Changes the rows of a table in batches, each its own transaction, so that no lock is held for long. */
export interface BackfillStep {
  readonly kind: "backfill";
  /** `users`, or with its schema `app.users`, as PostgreSQL reads it. */
  readonly table: string;
  /** Column to SQL expression: `{ email: "lower(email)" }`. */
  readonly set: Readonly<Record<string, string>>;
  /** SQL condition of the rows to change; default: all. */
  readonly where?: string;
  /** Rows a batch; default 1,000. */
  readonly batchSize?: number;
  /** Pause between two batches; default 0. */
  readonly pauseMs?: number;
  /** How far streaming replicas may fall behind before the next batch waits for them; default 10,000; 0: any far. */
  readonly maxLagMs?: number;
}

export type RevisionStep = SqlStep | RunStep | BackfillStep;

/** What a `run` step works with. */
export interface RunContext {
  /** A session in the transaction of the revision; it commits and rolls back with it. */
  readonly session: import("../database/session.ts").Session;
  /** The connection of that transaction. */
  readonly client: import("pg").ClientBase;
  readonly signal: AbortSignal;
}

/** One of the revisions that a squashed one stands for. */
export interface ReplacedRevision {
  readonly id: string;
  /** How many steps of `up` are its own: the first revision has the first ones. */
  readonly up: number;
  /** How many steps of `down` are its own: the first revision has the last ones. */
  readonly down: number;
}

/** What a revision file exports by default. */
export interface RevisionDefinition {
  readonly id: string;
  /** The ids of its parents: none for a base, several for a merge. */
  readonly revises: readonly string[];
  readonly message: string;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
  /** Names of the branch that begins here. */
  readonly labels?: readonly string[];
  /** Ids or labels of revisions of other branches that must be applied before. */
  readonly dependsOn?: readonly string[];
  readonly up: readonly RevisionStep[];
  readonly down: readonly RevisionStep[];
  /** Written by `varve revision`: the models that these very steps were proven to reach. */
  readonly models?: string;
  readonly preflight?: readonly Preflight[];
  /** Written by `varve squash`: the revisions that it stands for, so that databases which have them are carried over. */
  readonly replaces?: readonly ReplacedRevision[];
}

/**
 * Declares a revision: `export default revision({ id, revises, message, createdAt, up, down })`. It is checked when its file is
 * loaded (REVISION_INVALID).
 */
export function revision(definition: RevisionDefinition): RevisionDefinition {
  return Object.freeze(definition);
}

/**
 * One step of SQL. The text is taken raw: `` sql`SELECT E'\n'` `` sends the backslash. A text that begins with a line
 * break is a block, and loses the indentation its lines share.
 */
export function sql(strings: TemplateStringsArray, ...values: readonly (string | number)[]): SqlStep {
  for (const value of values) {
    if (typeof value === "string" || typeof value === "number") continue;
    throw new VarveError("REVISION_INVALID", {
      message: `sql\`…\` was given ${value === null ? "null" : typeof value} as a value; it takes strings and numbers.`,
      hint: "A step is text: put names and constants in, and use run(…) for what is known only while it runs.",
    });
  }
  return Object.freeze({ kind: "sql", sql: readTemplate(strings.raw, values) });
}

/**
 * A step in TypeScript: `run(async ({ session }) => { … })`. It commits with its revision, or not at all. What is no function is
 * refused when the file is loaded (REVISION_INVALID).
 */
export function run(step: RunStep["run"]): RunStep {
  return Object.freeze({ kind: "run", run: step });
}

/**
 * Changes many rows in batches by key: `backfill({ table: "users", set: { email: "lower(email)" }, batchSize: 5_000 })`.
 * Each batch is committed; a run that was stopped goes on where it was. Errors: REVISION_INVALID when the file is loaded;
 * BACKFILL_WITHOUT_KEY and BACKFILL_CHANGES_KEY when it is run.
 */
export function backfill(options: Omit<BackfillStep, "kind">): BackfillStep {
  return Object.freeze({ kind: "backfill", ...options });
}
