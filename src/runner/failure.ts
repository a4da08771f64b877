// What went wrong while a revision ran, told with its place in the revision.

import type { DatabaseError } from "pg";
import { isConnectionLoss } from "../database/connection-loss.ts";
import { fromPostgresError, messageWithoutData } from "../database/postgres-error.ts";
import { type ErrorCode, isVarveError, VarveError } from "../errors.ts";
import type { Revision } from "../revisions/parse.ts";
import type { Unit } from "./units.ts";

/** What was thrown, looked at as PostgreSQL's: of another error the fields are undefined. */
type ServerError = Partial<DatabaseError> & Error;

export interface Place {
  readonly revision: Revision;
  readonly direction: "up" | "down";
  /** Undefined for the COMMIT. */
  readonly unit?: Unit | undefined;
  /** What is left of the revision in the database: a sentence. */
  readonly outcome: string;
}

/**
 * Errors: CONNECTION_LOST, DISK_FULL, MIGRATION_FAILED. A VarveError that says more than "a statement failed" is given
 * back as it is.
 */
export function stepFailure(error: unknown, place: Place): VarveError {
  const { revision, direction, unit, outcome } = place;
  const original = isVarveError(error) ? error : rootOf(error);
  if (isVarveError(original) && !isStatementError(original)) return original;
  const cause = (isVarveError(original) ? (original.cause ?? original) : original) as ServerError;
  const where = `Revision ${revision.id} (${revision.message}) failed ${placeName(place)}`;
  const code = codeOf(cause);
  const failure = fromPostgresError(cause, {
    code,
    sql: unit !== undefined && "sql" in unit.work ? unit.work.sql : undefined,
    message: `${where}: ${messageWithoutData(cause)}`,
    hint: hintOf(code, cause, unit),
  });
  return new VarveError(code, {
    message: `${failure.message}\n${outcome}`,
    hint: failure.hint,
    details: { ...failure.details, revision: revision.id, direction, step: unit?.step, file: revision.file },
    cause,
  });
}

/** The same for what a run does between its steps: reading and writing state, asking the catalog. Other errors stay as they are. */
export function runFailure(error: unknown): unknown {
  const failure = error as ServerError;
  const isFromServer = failure.severity !== undefined;
  if (isVarveError(error) || !(isFromServer || isConnectionLoss(error))) return error;
  const code = codeOf(failure);
  return fromPostgresError(error, {
    code,
    message: `The run stopped between two steps: ${messageWithoutData(failure)}`,
    hint: hintOf(code, failure, undefined),
  });
}

function placeName({ revision, direction, unit }: Place): string {
  if (unit === undefined) return "when it was committed";
  const steps = revision[direction].length;
  return `in step ${unit.step} of ${steps} (${direction})`;
}

/** Errors of a session's statement are PostgreSQL's in another coat. */
function isStatementError({ details }: VarveError): boolean {
  return details.sqlstate !== undefined;
}

/** Drizzle wraps what the server said. */
function rootOf(error: unknown): unknown {
  const { cause } = error as Error;
  return isVarveError(cause) || (cause as ServerError | undefined)?.severity !== undefined ? cause : error;
}

function codeOf(error: ServerError): ErrorCode {
  if (isConnectionLoss(error)) return "CONNECTION_LOST";
  if (error.code === "53100" && error.severity !== undefined) return "DISK_FULL";
  return "MIGRATION_FAILED";
}

function hintOf(code: ErrorCode, { code: sqlstate, hint }: ServerError, unit: Unit | undefined): string {
  if (code === "CONNECTION_LOST") return "Run the command again; it goes on where it stopped.";
  if (code === "DISK_FULL")
    return "Make room on the disk of the server, then run the command again; it goes on where it stopped.";
  if (sqlstate === "42501")
    return "The role that migrates must own what it changes, or be a member of its owner.";
  if (sqlstate === "25001" && unit !== undefined) return "Give the statement a step of its own.";
  if (sqlstate === "55006")
    return "Run SET CONSTRAINTS ALL IMMEDIATE before this step, or put it into a revision of its own.";
  return hint ?? "Mend the step, or the data it stumbled over, and run the command again.";
}
