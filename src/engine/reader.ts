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
  const isPrepared = prepared.has(client);
  // Should it be read again.
  prepared.add(client);
  return {
    query: (sql, values = []) =>
      isPrepared ? client.query({ name: nameOf(sql), text: sql, values }) : client.query(sql, values),
  };
}

/** From the first reading on, for a connection to the server itself that is read several times. */
export function prepareReadings(client: Client): void {
  prepared.add(client);
}

const prepared = new WeakSet<Client>();

/** At most 63 bytes. */
function nameOf(sql: string): string {
  return `varve_${createHash("sha256").update(sql).digest("hex").slice(0, 32)}`;
}
