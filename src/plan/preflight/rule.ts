import { describeId, type StableId } from "../../engine/index.ts";
import type { Operation } from "../../sql/operations.ts";
import type { Transition } from "../transition.ts";

/** A query that finds the rows a revision would fail on. `upgrade` runs it before it touches anything. */
export interface Preflight {
  /** What the rows are: `users.email is NULL`. */
  readonly message: string;
  /** What the query needs: statements that run before it, in a transaction that is rolled back. */
  readonly prepare?: string;
  /** Returns the rows in the way; the first column is the key. */
  readonly sql: string;
  /** How to mend them. */
  readonly hint: string;
}

/** The preflights of one kind of operation; none when it is another, or when no row can be in the way. */
export type PreflightRule = (operation: Operation, transition: Transition) => Preflight[];

/** An object as it is called when the query runs. */
export function nameBefore({ originalOf }: Transition, id: StableId): string {
  return describeId(originalOf(id));
}
