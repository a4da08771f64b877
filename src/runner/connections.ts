import { hostname } from "node:os";
import type { Client, Pool, PoolClient } from "pg";
import { breakageOf } from "../database/breakage.ts";
import { connect } from "../database/connect.ts";
import { VarveError } from "../errors.ts";

/** Where connections come from: a URL, or the caller's own pool. */
export type Source = string | Pool;

export interface Connection {
  readonly client: Client | PoolClient;
  /** Settings of the session are ours to change: a connection of our own, and no pooler between. */
  readonly isOurs: boolean;
  close(): Promise<void>;
}

/**
 * Opens a connection. Errors: those of `connect` and of the pool; POOL_TOO_SMALL for a pool of one, since the runner's
 * lock needs a connection beside the one that works.
 */
export async function openConnection(
  source: Source,
  command: string,
  signal?: AbortSignal,
): Promise<Connection> {
  if (typeof source !== "string") return fromPool(source);
  // The signal only stops the connecting: what runs later is cancelled on the server, and rolled back in order.
  const client = await connect(source, { applicationName: applicationName(command) });
  // Heard from the beginning, also while nothing runs.
  breakageOf(client);
  const close = () => client.end().catch(() => {});
  try {
    signal?.throwIfAborted();
    return { client, isOurs: !(await isPooled(client)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens a connection for `fn` and closes it whatever happens. Errors: those of {@link openConnection} and of `fn`. */
export async function withConnection<T>(
  source: Source,
  { command, signal }: { command: string; signal: AbortSignal | undefined },
  fn: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await openConnection(source, command, signal);
  try {
    return await fn(connection);
  } finally {
    await connection.close();
  }
}

async function fromPool(pool: Pool): Promise<Connection> {
  if (pool.options.max < 2) {
    throw new VarveError("POOL_TOO_SMALL", {
      message: "The pool has one connection; the runner needs two: one works, one holds the lock.",
      hint: "Give it `max: 2` or more, or pass a URL.",
    });
  }
  const client: PoolClient = await pool.connect();
  // Unheard, the error of a connection that breaks while it is checked out would end the process.
  breakageOf(client);
  const close = async () => client.release(client.getTransactionStatus() !== "I");
  return { client, isOurs: false, close };
}

/** At most 63 bytes are kept; the host is what the others in the queue want to know. */
function applicationName(command: string): string {
  return `varve ${command} ${hostname().slice(0, 30)}:${process.pid}`;
}

/** A pooler gives its clients process ids of its own. */
async function isPooled(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return rows[0]?.pid !== (client as Client & { processID?: number }).processID;
}
