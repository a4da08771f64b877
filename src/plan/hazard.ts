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

/** Each has its section in docs/hazards.md. */
export const hazardCodes = [
  "ACCESS_CHANGED",
  "BREAKS_OLD_CODE",
  "DATA_LOSS",
  "LOCKS_OTHER_TABLE",
  "OBJECT_DROPPED",
  "ROWS_IN_THE_WAY",
  "TABLE_REWRITE",
  "TABLE_SCAN",
  "VALUES_CHANGED",
  "WRITES_BLOCKED",
] as const;

export type HazardCode = (typeof hazardCodes)[number];

/** The hazards of one kind of operation; none when it is another, and none for tables that the change makes itself. */
export type HazardRule = (operation: Operation, transition: Transition) => Hazard[];
