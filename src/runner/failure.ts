// What went wrong while a revision ran, told with its place in the revision.

import type { DatabaseError } from "pg";
import { fromPostgresError } from "../database/postgres-error.ts";
import { type ErrorCode, isVarveError, VarveError } from "../errors.ts";
import type { Revision } from "../revisions/parse.ts";
import type { Unit } from "./units.ts";

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
  const original = isOwn(error) ? error : rootOf(error);
  if (isOwn(original) && !isStatementError(original)) return original;
  const cause = isOwn(original) ? (original.cause ?? original) : original;
  const { code: sqlstate = "", message } = cause as Partial<DatabaseError> & Error;
  const where = `Revision ${revision.id} (${revision.message}) failed ${placeName(place)}`;
  const code = codeOf(cause);
  const failure = fromPostgresError(cause, {
    code,
    sql: unit !== undefined && "sql" in unit.work ? unit.work.sql : undefined,
    message: `${where}: ${sqlstate.startsWith("22") ? withoutValue(message) : message}`,
    hint: hintOf(code, cause as Partial<DatabaseError>, unit),
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
  const isFromServer = (error as Partial<DatabaseError>).severity !== undefined;
  if (isOwn(error) || !(isFromServer || isConnectionLoss(error))) return error;
  const code = codeOf(error);
  const { message } = fromPostgresError(error);
  return fromPostgresError(error, {
    code,
    message: `The run stopped between two steps: ${message}`,
    hint: hintOf(code, error as Partial<DatabaseError>, undefined),
  });
}

function placeName({ revision, direction, unit }: Place): string {
  if (unit === undefined) return "when it was committed";
  const steps = revision[direction].length;
  return `in step ${unit.step} of ${steps} (${direction})`;
}

function isOwn(error: unknown): error is VarveError {
  return isVarveError(error);
}

/** Errors of a session's statement are PostgreSQL's in another coat. */
function isStatementError({ details }: VarveError): boolean {
  return details.sqlstate !== undefined;
}

/** Drizzle wraps what the server said. */
function rootOf(error: unknown): unknown {
  const { cause } = error as Error;
  return isVarveError(cause) || (cause as Partial<DatabaseError> | undefined)?.severity !== undefined
    ? cause
    : error;
}

function codeOf(error: unknown): ErrorCode {
  const { code = "", severity } = error as Partial<DatabaseError>;
  if (isConnectionLoss(error)) return "CONNECTION_LOST";
  if (code === "53100" && severity !== undefined) return "DISK_FULL";
  return "MIGRATION_FAILED";
}

/** The server ended the connection (57P01 admin shutdown, 57P02 crash, 57P05 idle timeout, class 08), or the network did. */
export function isConnectionLoss(error: unknown): boolean {
  const { code = "", severity, message } = error as Partial<DatabaseError> & Error;
  if (severity !== undefined)
    return severity === "FATAL" || severity === "PANIC" || /^(08|57P0[1235]|25P03)/.test(code);
  return (
    /^(ECONN|EPIPE|ETIMEDOUT)/.test(code) ||
    /^(Connection terminated|Client (has encountered|was closed))/.test(message)
  );
}

function hintOf(
  code: ErrorCode,
  { code: sqlstate, hint }: Partial<DatabaseError>,
  unit: Unit | undefined,
): string {
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

/** Class 22, data exceptions, quotes the value. */
function withoutValue(message: string): string {
  return message.replace(/["«»„“”'].*["«»„“”']/s, "…");
}
