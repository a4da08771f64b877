// Every way Varve can fail has one code here and one section in docs/errors.md (a test compares both).
// Nothing in this file knows where an error comes from; the thrower brings the facts.

/** Codes and the exit code of the command line: 1 = failed, 2 = wrong usage. */
export const errorCodes = {
  ADOPTION_FAILED: 1,
  AUTHENTICATION_FAILED: 1,
  BACKFILL_CHANGES_KEY: 1,
  BACKFILL_WITHOUT_KEY: 1,
  BASELINE_IMPOSSIBLE: 1,
  CHECK_VIOLATION: 1,
  COMMIT_UNKNOWN: 1,
  CONFIG_INVALID: 2,
  CONFIG_NOT_FOUND: 2,
  CONNECTION_LOST: 1,
  CONNECTION_SETTINGS_INVALID: 2,
  DATABASE_CLOSED: 1,
  DATABASE_NOT_AT_HEAD: 1,
  DATABASE_NOT_FOUND: 1,
  DATABASE_UNKNOWN: 2,
  DATABASE_UNREACHABLE: 1,
  DATABASE_URL_MISSING: 2,
  DEADLOCK: 1,
  DISK_FULL: 1,
  DRIZZLE_KIT_NOT_INSTALLED: 1,
  DRIZZLE_STATE_UNKNOWN: 1,
  DUPLICATE_OBJECT: 1,
  EDITOR_FAILED: 1,
  EMBEDDED_FAILED: 1,
  EMBEDDED_NOT_INSTALLED: 1,
  EVENT_INVALID: 1,
  EXCLUSION_VIOLATION: 1,
  FOREIGN_KEY_VIOLATION: 1,
  GENERATED_COLUMN: 1,
  HOOK_FAILED: 1,
  INDEX_INVALID: 1,
  INIT_FAILED: 1,
  INTERNAL_ERROR: 1,
  INTERRUPTED: 1,
  INVALID_CURSOR: 1,
  INVALID_KEY: 1,
  INVALID_VALUE: 1,
  LOCK_TIMEOUT: 1,
  MIGRATIONS_NOT_READABLE: 1,
  MIGRATIONS_NOT_WRITABLE: 1,
  MIGRATION_FAILED: 1,
  MIGRATION_LOCKED: 1,
  MODEL_INVALID: 1,
  MODEL_REFUSED: 1,
  MODULE_NOT_FOUND: 1,
  MODULE_SYNTAX_ERROR: 1,
  MODULE_THREW: 1,
  MOVE_AMBIGUOUS: 1,
  MULTIPLE_HEADS: 1,
  NOTHING_TO_ACCEPT: 1,
  NOTHING_TO_MERGE: 1,
  NOT_FOUND: 1,
  NOT_NULL_VIOLATION: 1,
  NOT_ONE_TRANSACTION: 1,
  NOT_STORED: 1,
  NO_MODELS: 1,
  NO_PRIMARY_KEY: 1,
  OFFLINE_IMPOSSIBLE: 1,
  OUTPUT_FAILED: 1,
  PARENT_NOT_HEAD: 2,
  PASSWORD_REFUSED: 1,
  PERMISSION_DENIED: 1,
  PLAN_IMPOSSIBLE: 1,
  PLAN_NOT_PROVEN: 1,
  POOL_TIMEOUT: 1,
  POOL_TOO_SMALL: 1,
  PREFLIGHT_FAILED: 1,
  RANGE_INVALID: 1,
  READ_ONLY: 1,
  REBASE_IMPOSSIBLE: 1,
  RENAME_AMBIGUOUS: 1,
  RENAME_UNKNOWN: 2,
  REVISION_CYCLE: 1,
  REVISION_DEPENDENCY_CYCLE: 1,
  REVISION_DEPENDENCY_UNKNOWN: 1,
  REVISION_EDITED: 1,
  REVISION_ID_DUPLICATE: 1,
  REVISION_ID_ILLEGAL: 1,
  REVISION_INVALID: 1,
  REVISION_LABEL_DUPLICATE: 1,
  REVISION_LABEL_IS_ID: 1,
  REVISION_NOT_REWRITABLE: 1,
  REVISION_NO_DEFAULT_EXPORT: 1,
  REVISION_OUT_OF_ORDER: 1,
  REVISION_PARENT_UNKNOWN: 1,
  REVISION_PARTLY_APPLIED: 1,
  REVISION_SELF_LOOP: 1,
  REVISION_UNFINISHED: 1,
  RUNNER_LOCKED: 1,
  RUNNER_LOCK_LOST: 1,
  SAVEPOINT_OPEN: 1,
  SCOPE_VIOLATION: 1,
  SCRATCH_FAILED: 1,
  SCRATCH_NOT_ALLOWED: 1,
  SERIALIZATION_FAILURE: 1,
  SERVER_TOO_OLD: 1,
  SESSION_ABORTED: 1,
  SESSION_CLOSED: 1,
  SQUASH_IMPOSSIBLE: 1,
  STALE_ROW: 1,
  STAMP_NOT_PROVEN: 1,
  STATEMENT_FAILED: 1,
  STATEMENT_OUTDATED: 1,
  STATEMENT_TIMEOUT: 1,
  STATE_CHANGED: 1,
  STATE_NOT_READABLE: 1,
  STATE_NOT_WRITABLE: 1,
  TARGETS_OVERLAP: 1,
  TARGET_AMBIGUOUS: 1,
  TARGET_INVALID: 2,
  TARGET_NOT_APPLIED: 1,
  TARGET_NOT_IN_BRANCH: 1,
  TARGET_OUT_OF_REACH: 1,
  TARGET_UNKNOWN: 1,
  TENANT_MODEL_SHARED: 1,
  TENANT_NEEDS_SESSION: 1,
  TENANT_SCHEMA_NAMED: 1,
  TENANT_UNKNOWN: 1,
  TLS_FAILED: 1,
  TOO_MANY_CONNECTIONS: 1,
  TOO_MANY_ROWS: 1,
  TRANSACTION_CONTROL: 1,
  TRANSACTION_ENDED: 1,
  UNDEFINED_VALUE: 1,
  UNIQUE_VIOLATION: 1,
  UNKNOWN_COLUMN: 1,
  UNKNOWN_REVISION_APPLIED: 1,
  USAGE: 2,
} as const satisfies Record<string, 1 | 2>;

export type ErrorCode = keyof typeof errorCodes;

export interface VarveErrorOptions {
  /** What happened, with the values: one sentence. Never a password, never row data. */
  message: string;
  /** How to go on: a command to run, a line of config to write. */
  hint?: string | undefined;
  /** The facts as data, for programs; printed by `--json`. */
  details?: Record<string, unknown> | undefined;
  cause?: unknown;
}

const brand = Symbol.for("varve.error");

/** The only error class Varve throws on purpose. Recognise it with {@link isVarveError}, not `instanceof`. */
export class VarveError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, { message, hint, details = {}, cause }: VarveErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "VarveError";
    this.code = code;
    this.hint = hint;
    this.details = details;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** True for every VarveError, also one made by another copy of this package. */
export function isVarveError(error: unknown): error is VarveError {
  return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[brand] === true;
}
