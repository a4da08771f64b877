import { createHash } from "node:crypto";
import type { Client, QueryResultRow } from "pg";

/** Asks the catalogs on one connection. */
export interface Reader {
  query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/**
 * The questions join up to 25 catalogs, and PostgreSQL takes longer to plan most of them than to answer. Where they are asked again, as on a
 * scratch database, they are prepared; a connection that is read once may be a pooler's, which need not know prepared statements.
 */
export function readerOn(client: Client): Reader {
  const isReadAgain = readAgain.has(client);
  readAgain.add(client);
  return {
    query: (sql, values = []) =>
      isReadAgain ? client.query({ name: nameOf(sql), text: sql, values }) : client.query(sql, values),
  };
}

/** Says before its first reading that this connection is the server's own and read again. */
export function expectReadings(client: Client): void {
  readAgain.add(client);
}

const readAgain = new WeakSet<Client>();

/** At most 63 bytes. */
function nameOf(sql: string): string {
  return `varve_${createHash("sha256").update(sql).digest("hex").slice(0, 32)}`;
}
