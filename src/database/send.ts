// Sends a statement together with what has to run just before it (BEGIN, SET, SAVEPOINT) in one round trip.
// Both go to the server before one Sync, so when the first fails, the second is never run: a statement can't slip out of
// its transaction. PostgreSQL manual, 55.2.4 Pipelining.

import pg from "pg";
import type { Query } from "../repository/executor.ts";

/**
 * Runs `query` after the statements of `preamble`, which is emptied at the moment they are sent.
 * Rejects with what `pg` rejects with.
 */
export async function sendQuery(
  client: pg.ClientBase,
  preamble: string[],
  query: Query,
  values: unknown[] = [],
): Promise<pg.QueryResult> {
  if (preamble.length === 0) return client.query(query as pg.QueryConfig, values);
  if (query.name === undefined && values.length === 0) return sendAsOneText(client, preamble, query);
  // A client of another copy of pg: a round trip more, so that nothing depends on its inner workings.
  if (!(client instanceof pg.Client)) {
    await client.query(preamble.splice(0).join(";\n"));
    return client.query(query as pg.QueryConfig, values);
  }
  return new Promise((resolve, reject) => {
    client.query(
      new QueryWithPreamble(preamble, { ...query, values }, (error, result) => {
        if (error) reject(error);
        else resolve(result);
      }),
    );
  });
}

/** Without parameters everything fits into one simple query, several statements of the caller included. */
async function sendAsOneText(
  client: pg.ClientBase,
  preamble: string[],
  query: Query,
): Promise<pg.QueryResult> {
  const before = preamble.splice(0);
  const opening = `${before.join(";\n")};\n`;
  try {
    const results = (await client.query({
      ...query,
      text: opening + query.text,
    })) as unknown as pg.QueryResult[];
    const own = results.slice(before.length);
    return own.length === 1 ? (own[0] as pg.QueryResult) : (own as unknown as pg.QueryResult);
  } catch (error) {
    throw moveBack(error, opening.length);
  }
}

/** The position PostgreSQL reports counts from the start of the whole text. */
function moveBack(error: unknown, length: number): unknown {
  if (error instanceof pg.DatabaseError && error.position !== undefined) {
    error.position = String(Number(error.position) - length);
  }
  return error;
}

interface ProtocolConnection extends pg.Connection {
  submittedNamedStatements: Record<string, string>;
}

/** The parts of pg's Query that its types leave out. */
interface ProtocolQuery extends pg.Submittable {
  name: string | undefined;
  prepare(connection: ProtocolConnection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: ProtocolConnection): void;
  handleError(error: Error, connection: ProtocolConnection): void;
}

type Callback = (error: Error | undefined, result: pg.QueryResult) => void;

const BaseQuery = pg.Query as unknown as new (config: object, callback: Callback) => ProtocolQuery;

class QueryWithPreamble extends BaseQuery {
  readonly #preamble: string[];
  readonly #statementName: string | undefined;
  #unanswered = 0;

  constructor(preamble: string[], config: Query & { values: unknown[] }, callback: Callback) {
    super(config, callback);
    this.#preamble = preamble;
    this.#statementName = config.name;
  }

  override prepare(connection: ProtocolConnection): void {
    const texts = this.#preamble.splice(0);
    this.#unanswered = texts.length;
    for (const text of texts) {
      connection.parse({ name: "", text, types: [] }, true);
      connection.bind({}, true);
      connection.execute({}, true);
    }
    super.prepare(connection);
    // pg takes the first ParseComplete for that of the named statement; without the name it does not.
    this.name = undefined;
  }

  override handleDataRow(message: unknown): void {
    if (this.#unanswered === 0) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: ProtocolConnection): void {
    if (this.#unanswered === 0) {
      super.handleCommandComplete(message, connection);
    } else {
      this.#unanswered -= 1;
      if (this.#unanswered === 0) this.name = this.#statementName;
    }
  }

  override handleError(error: Error, connection: ProtocolConnection): void {
    if (this.#unanswered > 0 && this.#statementName !== undefined) {
      delete connection.submittedNamedStatements[this.#statementName];
    }
    super.handleError(error, connection);
  }
}
