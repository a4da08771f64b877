// Numbers from the environment. The table is the one in docs/config.md, "Connection settings".

/** Limits of a pool of connections; undefined leaves it to the server. */
export interface PoolLimits {
  readonly max: number;
  readonly idleTimeoutMs: number;
  readonly statementTimeoutMs: number | undefined;
  readonly lockTimeoutMs: number | undefined;
  readonly idleInTransactionTimeoutMs: number | undefined;
}

/** Adds to `problems` what is no number. */
export function readPoolLimits(env: NodeJS.ProcessEnv, problems: string[]): PoolLimits {
  const read = (name: string, min = 0) => readInteger(name, env[name], { min, problems });
  return Object.freeze({
    max: read("DATABASE_POOL_MAX", 1) ?? 10,
    idleTimeoutMs: read("DATABASE_POOL_IDLE_TIMEOUT_MS") ?? 30_000,
    statementTimeoutMs: read("DATABASE_STATEMENT_TIMEOUT_MS"),
    lockTimeoutMs: read("DATABASE_LOCK_TIMEOUT_MS"),
    idleInTransactionTimeoutMs: read("DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS"),
  });
}

/** A whole number from `min` to `max` (that of a 32-bit integer, which timers and the server share); undefined when nothing is given. */
export function readInteger(
  name: string,
  text: string | undefined,
  { min = 0, max = 2 ** 31 - 1, problems }: { min?: number; max?: number; problems: string[] },
): number | undefined {
  if (!text) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  // The text is not shown: in a malformed URL it may be a part of the password.
  problems.push(`${name} is not a whole number from ${min} to ${max}`);
  return undefined;
}
