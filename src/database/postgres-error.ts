// What PostgreSQL says of a failure, without the data it says it about.
import type { DatabaseError } from "pg";
import { type ErrorCode, isVarveError, VarveError } from "../errors.ts";
import { drawExcerpt } from "../sql/excerpt.ts";
import { isConnectionLoss } from "./connection-loss.ts";

export interface PostgresErrorOptions {
  /** The statement as sent: the place of the error is drawn on it. */
  sql?: string | undefined;
  /** Default STATEMENT_FAILED, or CONNECTION_LOST when the connection broke. */
  code?: ErrorCode | undefined;
  /** Instead of PostgreSQL's own. */
  message?: string | undefined;
  hint?: string | undefined;
}

/**
 * A failed statement as a VarveError (a VarveError is given back as it is). `details` holds what PostgreSQL tells as data:
 * `sqlstate`, `schema`, `table`, `column`, `constraint`, `position`, and `detail` where it cannot hold values of rows.
 */
export function fromPostgresError(error: unknown, options: PostgresErrorOptions = {}): VarveError {
  if (isVarveError(error)) return error;
  const failure = error as DatabaseError;
  const { sql, message = messageWithoutData(failure), hint = failure.hint } = options;
  const code = options.code ?? (isConnectionLoss(error) ? "CONNECTION_LOST" : "STATEMENT_FAILED");
  const excerpt = drawPlace(failure, sql);
  return new VarveError(code, {
    message: excerpt === undefined ? message : `${message}\n${excerpt}`,
    hint,
    details: details(failure),
    cause: error,
  });
}

function details(error: DatabaseError): Record<string, unknown> {
  const { code, schema, table, column, constraint, dataType, position } = error;
  const facts = { sqlstate: code, schema, table, column, constraint, dataType, detail: safeDetail(error) };
  return {
    ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)),
    ...(position !== undefined && { position: Number(position) }),
  };
}

/** Class 22, data exceptions, quotes the value: `invalid input syntax for type integer: "x"`. In other languages with other quotes. */
export function messageWithoutData({
  code,
  message,
}: Pick<Error, "message"> & { code?: string | undefined }): string {
  return code?.startsWith("22") ? message.replace(/["«»„“”'].*["«»„“”']/s, "…") : message;
}

/**
 * `detail` mostly shows rows ("Key (email)=(…) already exists"). It does not where the objects themselves are at fault:
 * 2BP01 dependent objects, class 42 syntax and access, class 55 object not in the needed state.
 */
function safeDetail({ code = "", detail }: DatabaseError): string | undefined {
  return /^(2BP01|42|55)/.test(code) ? detail : undefined;
}

/** An error inside of a function is drawn on the function's query, not on the statement that called it. */
function drawPlace(
  { position, internalPosition, internalQuery }: DatabaseError,
  sql: string | undefined,
): string | undefined {
  if (internalQuery !== undefined && internalPosition !== undefined) {
    return drawExcerpt(internalQuery, Number(internalPosition));
  }
  return sql !== undefined && position !== undefined ? drawExcerpt(sql, Number(position)) : undefined;
}
