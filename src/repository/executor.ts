// What a repository needs of the session it works in; the session implements it. Knows no connection.

import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { CustomTypesConfig, QueryResult } from "pg";

/** Of one statement: a 16-bit number in the protocol, which begins anew at 0 (PostgreSQL manual, 55.7 Message Formats, Bind). */
export const mostParameters = 65_535;

/** One statement as `pg` takes it. With a `name` it is prepared once a connection. */
export interface Query {
  readonly text: string;
  readonly name?: string | undefined;
  readonly rowMode?: "array" | undefined;
  readonly types?: CustomTypesConfig | undefined;
}

/** Sends one statement to the server. */
export type Send = (query: Query, values?: unknown[]) => Promise<QueryResult>;

export interface Executor {
  /**
   * Runs one query inside the session. `drizzle` is one instance for all sessions of a database, so that what is
   * prepared on it serves them all; `through` may change what is sent. Errors: a VarveError for each way a statement can fail.
   */
  run<T>(query: (drizzle: NodePgDatabase) => PromiseLike<T>, through?: (send: Send) => Send): Promise<T>;
}
