import { once } from "node:events";
import pg from "pg";

/** The parts of pg that its types leave out. */
interface CancellableClient extends pg.Client {
  readonly processID: number;
  readonly secretKey: number;
}
interface CancelConnection extends pg.Connection {
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
}

/**
 * Asks the server to stop what `client` is running, over a connection of its own, so that it works through PgBouncer
 * too. Best effort: whether there was still something to stop shows at the statement itself. Never rejects.
 * PostgreSQL manual, 55.2.8 Canceling Requests in Progress.
 */
export async function requestCancel(client: pg.Client, { timeoutMs }: { timeoutMs: number }): Promise<void> {
  const { host, port, ssl, processID, secretKey } = client as CancellableClient;
  const connection = new pg.Connection({ ssl }) as CancelConnection;
  const signal = AbortSignal.timeout(timeoutMs);
  connection.on("error", () => {});
  try {
    if (host.startsWith("/")) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
    await once(connection, "connect", { signal });
    if (ssl) {
      connection.requestSsl();
      await once(connection, "sslconnect", { signal });
    }
    connection.cancel(processID, secretKey);
    await once(connection, "end", { signal });
  } catch {
    // The statement goes on; who asked for the cancellation gives it a time limit.
  } finally {
    connection.stream.destroy();
  }
}
