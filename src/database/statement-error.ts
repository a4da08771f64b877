// What a failed statement of a session is called. Neither the error nor its cause holds values of rows.

import type { DatabaseError } from "pg";
import { type ErrorCode, VarveError } from "../errors.ts";
import { mostParameters } from "../repository/executor.ts";
import { fromPostgresError } from "./postgres-error.ts";

/** PostgreSQL manual, Appendix A. PostgreSQL Error Codes. */
const codes: Readonly<Record<string, ErrorCode>> = {
  "23502": "NOT_NULL_VIOLATION",
  "23503": "FOREIGN_KEY_VIOLATION",
  "23505": "UNIQUE_VIOLATION",
  "23514": "CHECK_VIOLATION",
  "23P01": "EXCLUSION_VIOLATION",
  "25006": "READ_ONLY",
  "25P02": "SESSION_ABORTED",
  "40001": "SERIALIZATION_FAILURE",
  "40P01": "DEADLOCK",
  "42501": "PERMISSION_DENIED",
  "55P03": "LOCK_TIMEOUT",
  "57014": "STATEMENT_TIMEOUT",
};

const runAgain = "Run the session again, or let it do so itself: session(fn, { retries: 5 })";
const hints: Partial<Record<ErrorCode, string>> = {
  DEADLOCK: runAgain,
  PERMISSION_DENIED: "The role may not do this, or a row-level security policy forbids the row",
  READ_ONLY: "The session was opened with readOnly, or the server is a standby",
  SERIALIZATION_FAILURE: runAgain,
  STATEMENT_OUTDATED: `${runAgain}. Behind a pooler that knows no prepared statements: openDatabase({ preparedStatements: false })`,
};

/** What fails now may succeed when the whole transaction is run again. */
export const retryableCodes: ReadonlySet<ErrorCode> = new Set([
  "DEADLOCK",
  "SERIALIZATION_FAILURE",
  "STATEMENT_OUTDATED",
]);

/**
 * The error of one statement. Errors: one code for each of the usual ways to fail, STATEMENT_FAILED for the rest,
 * INVALID_VALUE for a value that PostgreSQL refused or that could not be sent.
 */
export function statementError(error: unknown, sql: string): VarveError {
  const failure = error as DatabaseError;
  if (failure.severity === undefined) return unsendable(error);
  const code = codeOf(failure);
  // Only errors about names and syntax are drawn on the statement: it may hold values.
  const drawn = failure.code?.startsWith("42") ? { sql } : {};
  const mapped = fromPostgresError(failure, { code, hint: hints[code], ...drawn });
  removeValues(failure, mapped.message);
  return mapped;
}

function codeOf(error: DatabaseError): ErrorCode {
  if (outdatesConnection(error)) return "STATEMENT_OUTDATED";
  if (error.code === "57014" && error.message.includes("user request")) return "INTERRUPTED";
  return codes[error.code ?? ""] ?? (error.code?.startsWith("22") ? "INVALID_VALUE" : "STATEMENT_FAILED");
}

/** True when what is prepared on the connection no longer fits: a table has changed, or a pooler lost it. */
export function outdatesConnection(error: unknown): boolean {
  const { code, routine } = error as Partial<DatabaseError>;
  return code === "26000" || (code === "0A000" && routine === "RevalidateCachedQuery");
}

/** The cause is printed along with the error: its `detail` and `where` quote rows, and so may its message. */
function removeValues(error: DatabaseError, message: string): void {
  error.detail = undefined;
  error.where = undefined;
  if (error.stack !== undefined) error.stack = error.stack.replace(error.message, () => message);
  error.message = message;
}

/** A value failed before anything was sent. */
export function unsendable(cause: unknown): VarveError {
  return new VarveError("INVALID_VALUE", {
    message: "A value cannot be turned into what PostgreSQL takes.",
    hint: "Compare the values with the types of the columns",
    cause,
  });
}

export function tooManyValues(count: number): VarveError {
  return new VarveError("USAGE", {
    message: `A statement takes ${mostParameters} values at most, and this one has ${count}`,
    hint: "Take a part at a time, or send a list as one value: = ANY($1).",
  });
}

/** The connection broke before COMMIT was sent; nothing of the transaction is left in the database. */
export function connectionLost(cause: unknown): VarveError {
  const { code, message } = cause as Partial<DatabaseError>;
  return new VarveError("CONNECTION_LOST", {
    message: `The connection to the database was lost: ${message}`,
    hint: "The server has rolled the transaction back; run it again",
    details: code === undefined ? {} : { sqlstate: code },
    cause,
  });
}
