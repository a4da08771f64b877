import { Socket } from "node:net";
import pg from "pg";
import { VarveError } from "../errors.ts";
import { interrupted } from "./abort.ts";
import { connectionError } from "./connection-error.ts";
import { clientConfig, parseSettings } from "./settings.ts";

export interface ConnectOptions {
  /** Shown in pg_stat_activity; the URL's own wins. Default "varve". */
  applicationName?: string | undefined;
  /** Ends the connection, also later: what runs on it rejects, and the server rolls it back. */
  signal?: AbortSignal | undefined;
  /** Default: what the URL or DATABASE_CONNECT_TIMEOUT_MS says, else 10 seconds. */
  connectTimeoutMs?: number | undefined;
}

/** Errors: those of `connectionError` and `parseSettings`, SERVER_TOO_OLD, INTERRUPTED. */
export async function connect(
  url: string,
  { applicationName = "varve", signal, connectTimeoutMs }: ConnectOptions = {},
): Promise<pg.Client> {
  if (signal?.aborted) throw interrupted(signal);
  const settings = parseSettings(url);
  const socket = new Socket();
  const client = new pg.Client({
    ...clientConfig(settings),
    application_name: settings.applicationName ?? applicationName,
    connectionTimeoutMillis: connectTimeoutMs ?? settings.connectTimeoutMs,
    stream: () => socket,
  });
  // A connection that breaks while nothing runs on it has nobody to tell; unheard, the event would end the process.
  client.on("error", () => {});
  const cut = () => socket.destroy();
  signal?.addEventListener("abort", cut, { once: true });
  client.once("end", () => signal?.removeEventListener("abort", cut));
  try {
    await client.connect();
    await assertSupported(client);
    return client;
  } catch (error) {
    socket.destroy();
    throw signal?.aborted ? interrupted(signal) : connectionError(error, settings);
  }
}

/** Opens a connection for `fn` and closes it whatever happens. Errors: those of {@link connect} and of `fn`. */
export async function withClient<T>(
  url: string,
  fn: (client: pg.Client) => Promise<T>,
  options: ConnectOptions = {},
): Promise<T> {
  const client = await connect(url, options);
  try {
    return await fn(client);
  } catch (error) {
    throw options.signal?.aborted ? interrupted(options.signal) : error;
  } finally {
    await client.end().catch(() => {});
  }
}

const oldestMajor = 14;

async function assertSupported(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
  assertSupportedVersion(rows[0]?.server_version ?? "");
}

/** `version` as the server tells it: "18.4", "17.10 (Debian 17.10-1)", "19beta1", "9.6.24". Throws SERVER_TOO_OLD. */
export function assertSupportedVersion(version: string): void {
  if (Number.parseInt(version, 10) >= oldestMajor) return;
  throw new VarveError("SERVER_TOO_OLD", {
    message: `The server is PostgreSQL ${version}; Varve needs ${oldestMajor} or later.`,
    hint: "Upgrade the server; PostgreSQL 13 and older get no more security fixes",
    details: { version },
  });
}
