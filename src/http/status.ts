import { type ErrorCode, isVarveError } from "../errors.ts";

/** What a client is told. Codes that are missing are mistakes of the service itself: 500. */
const statusCodes: Partial<Record<ErrorCode, number>> = {
  CHECK_VIOLATION: 422,
  CONNECTION_LOST: 503,
  DATABASE_CLOSED: 503,
  DATABASE_UNREACHABLE: 503,
  DEADLOCK: 503,
  EVENT_INVALID: 422,
  EXCLUSION_VIOLATION: 409,
  FOREIGN_KEY_VIOLATION: 409,
  INTERRUPTED: 503,
  INVALID_CURSOR: 400,
  INVALID_KEY: 400,
  INVALID_VALUE: 400,
  LOCK_TIMEOUT: 503,
  NOT_FOUND: 404,
  NOT_NULL_VIOLATION: 422,
  PERMISSION_DENIED: 403,
  POOL_TIMEOUT: 503,
  SCOPE_VIOLATION: 403,
  SERIALIZATION_FAILURE: 503,
  STALE_ROW: 409,
  STATEMENT_OUTDATED: 503,
  STATEMENT_TIMEOUT: 504,
  TOO_MANY_CONNECTIONS: 503,
  UNIQUE_VIOLATION: 409,
};

/** The HTTP status of a VarveError; undefined for any other error. */
export function httpStatus(error: unknown): number | undefined {
  return isVarveError(error) ? (statusCodes[error.code] ?? 500) : undefined;
}
