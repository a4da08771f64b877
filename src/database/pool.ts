import pg from "pg";
import { VarveError } from "../errors.ts";
import { connectionError } from "./connection-error.ts";
import { Lease } from "./lease.ts";
import { type ConnectionSettings, poolConfig } from "./settings.ts";
import { Stop } from "./stop.ts";

/** What is left out comes from the environment (docs/config.md, "Connection settings"). */
export interface PoolOptions {
  /** Most connections at a time; default 10. */
  maxConnections?: number;
  /** Longest wait for a free connection or a new one (POOL_TIMEOUT); default 10 seconds. */
  acquireTimeoutMs?: number;
  /** How long an idle connection is kept; default 30 seconds. */
  idleTimeoutMs?: number;
  /** Shown in pg_stat_activity; the URL's own wins. */
  applicationName?: string;
}

/** A pool that opens nothing before it is used. */
export function createPool(settings: ConnectionSettings, options: PoolOptions): pg.Pool {
  const config = poolConfig(settings);
  return new pg.Pool({
    ...config,
    max: options.maxConnections ?? config.max,
    connectionTimeoutMillis: options.acquireTimeoutMs ?? config.connectionTimeoutMillis,
    idleTimeoutMillis: options.idleTimeoutMs ?? config.idleTimeoutMillis,
    application_name: settings.applicationName ?? options.applicationName ?? "varve",
  });
}

/** `pool`, unless its driver cannot tell where a transaction stands. Errors: USAGE. */
export function assertUsablePool(pool: pg.Pool): pg.Pool {
  const { Client } = pool as pg.Pool & { Client?: typeof pg.Client };
  if (Client === undefined || "getTransactionStatus" in Client.prototype) return pool;
  throw new VarveError("USAGE", {
    message: "The pool was made with a pg that is too old: its clients have no getTransactionStatus().",
    hint: "Run: npm install pg@latest",
  });
}

/** Errors: POOL_TIMEOUT when no connection became free in time, those of `connectionError`, that of `stop`. */
export async function acquire(pool: pg.Pool, stop = new Stop()): Promise<Lease> {
  const connecting = pool.connect();
  // A connection that comes too late goes back.
  const giveBack = () => void connecting.then((client) => client.release()).catch(() => {});
  try {
    return new Lease(await stop.unlessStopped(connecting, giveBack));
  } catch (error) {
    throw acquireError(error as Error, pool);
  }
}

function acquireError(error: Error, pool: pg.Pool): VarveError {
  const { totalCount: connections, waitingCount: waiting, options } = pool;
  if (error.message === "timeout exceeded when trying to connect") {
    return new VarveError("POOL_TIMEOUT", {
      message: `No connection became free within ${options.connectionTimeoutMillis} ms: all ${connections} are in use, ${waiting} more callers wait.`,
      hint: "Keep sessions short, open none inside another, or raise maxConnections (DATABASE_POOL_MAX)",
      details: { connections, waiting },
    });
  }
  // pg fills in what the options leave out; it tells only the place and never more.
  const { host = "localhost", port = 5432, user = "", database = "", password } = options;
  const settings = {
    host,
    port,
    user,
    database,
    password: typeof password === "string" ? password : undefined,
  };
  return connectionError(error, settings as ConnectionSettings);
}
