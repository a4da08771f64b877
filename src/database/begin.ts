import { VarveError } from "../errors.ts";
import { quoteLiteral } from "../sql/quote.ts";

const isolationLevels = {
  "read committed": "READ COMMITTED",
  "repeatable read": "REPEATABLE READ",
  serializable: "SERIALIZABLE",
} as const;

/** How a transaction begins. What is left out stays as the server has it. */
export interface TransactionOptions {
  /** USAGE for any other; above `read committed` statements may fail with SERIALIZATION_FAILURE. */
  isolation?: keyof typeof isolationLevels;
  /** Writing is refused (READ_ONLY). */
  readOnly?: boolean;
  /** With `serializable` and `readOnly`: waits for a moment at which it can't fail. */
  deferrable?: boolean;
  /** The role whose rights and row-level security policies hold, until the end of the transaction. */
  role?: string;
  /** Settings until the end of the transaction, such as `{ "app.tenant": "t1" }` for a policy to read. */
  settings?: Readonly<Record<string, string>>;
  /** Longest time for each statement (STATEMENT_TIMEOUT); 0 for none. */
  statementTimeoutMs?: number;
}

/**
 * The statements that begin a transaction. Everything holds for the transaction only, so it is right behind a pooler too.
 * Pure. Errors: UNDEFINED_VALUE for a role or setting without a value, USAGE also for the role "none" and for a role among
 * the settings: it must not run with more rights than meant.
 */
export function beginTransaction(options: TransactionOptions): string[] {
  const { isolation, readOnly, deferrable } = options;
  if (isolation !== undefined && !Object.hasOwn(isolationLevels, isolation))
    throw unknownIsolation(isolation);
  const begin = [
    "BEGIN",
    ...(isolation === undefined ? [] : [`ISOLATION LEVEL ${isolationLevels[isolation]}`]),
    ...(readOnly === undefined ? [] : [readOnly ? "READ ONLY" : "READ WRITE"]),
    ...(deferrable === undefined ? [] : [deferrable ? "DEFERRABLE" : "NOT DEFERRABLE"]),
  ].join(" ");
  const settings = localSettings(options);
  return settings.length === 0 ? [begin] : [begin, `SELECT ${settings.join(", ")}`];
}

/** Settings that say whose rights hold; PostgreSQL takes their names in any case. */
const rights = new Set(["role", "session_authorization", "is_superuser"]);

/** The role comes last, because it may not be allowed to change the other settings. */
function localSettings(options: TransactionOptions): string[] {
  const { settings = {}, statementTimeoutMs } = options;
  const values: [string, unknown][] = Object.entries(settings);
  const named = values.find(([name]) => rights.has(name.toLowerCase()));
  if (named !== undefined) throw roleAmongSettings(named[0]);
  if (statementTimeoutMs !== undefined) values.push(["statement_timeout", statementTimeoutMs]);
  if ("role" in options) values.push(["role", options.role]);
  return values.map(([name, value]) => {
    if (value === undefined || value === null) throw undefinedSetting(name);
    if (name === "role" && value === "none") throw noRole();
    return `set_config(${quoteLiteral(name)}, ${quoteLiteral(String(value))}, true)`;
  });
}

function unknownIsolation(isolation: string): VarveError {
  return new VarveError("USAGE", {
    message: `There is no isolation level "${isolation}".`,
    hint: `Use one of: ${Object.keys(isolationLevels).join(", ")}.`,
  });
}

/** PostgreSQL takes it for "the role that logged in" (manual, SET ROLE). */
function noRole(): VarveError {
  return new VarveError("USAGE", {
    message: 'The role "none" would give the session all rights of the connection.',
    hint: "Name a role, or leave the key out; a session never runs with more rights than was meant.",
  });
}

function roleAmongSettings(name: string): VarveError {
  return new VarveError("USAGE", {
    message: `The session's setting "${name}" says whose rights hold, and is not taken among the settings.`,
    hint: 'Use the option for it: { role: "app" }.',
  });
}

function undefinedSetting(name: string): VarveError {
  return new VarveError("UNDEFINED_VALUE", {
    message: `The session's setting "${name}" has no value.`,
    hint: "Give it a value, or leave the key out; a session never runs with more rights than was meant.",
  });
}
