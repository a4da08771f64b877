// What a step can cost: data, time under a lock, code that still expects the old schema.
import type { Operation } from "../sql/operations.ts";
import type { Transition } from "./transition.ts";

export interface Hazard {
  readonly code: HazardCode;
  readonly severity: "error" | "warning" | "info";
  /** The object it happens to: `users.nick`. */
  readonly object: string;
  readonly message: string;
  readonly hint: string;
}

export type HazardCode =
  /** Who may see which rows changes. */
  | "ACCESS_CHANGED"
  | "BREAKS_OLD_CODE"
  | "DATA_LOSS"
  /** A table that the statement does not name is locked too. */
  | "LOCKS_OTHER_TABLE"
  | "OBJECT_DROPPED"
  /** The step fails if such rows exist. */
  | "ROWS_IN_THE_WAY"
  | "TABLE_REWRITE"
  /** All of a table is read while others wait. */
  | "TABLE_SCAN"
  /** Values are converted, and not everywhere to the same. */
  | "VALUES_CHANGED"
  | "WRITES_BLOCKED";

/** The hazards of one kind of operation; none when it is another, and none for tables that the change makes itself. */
export type HazardRule = (operation: Operation, transition: Transition) => Hazard[];
