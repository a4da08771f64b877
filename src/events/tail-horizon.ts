// Until which moment nothing will be added to an events table any more.
//
// PostgreSQL locks a table (ROW EXCLUSIVE) before it evaluates the defaults of the rows to insert, and gives the lock
// back after the commit has become visible. So whoever can still add a row whose `created_at` lies before some moment
// holds that lock at that moment. PostgreSQL manual, 13.3.1 Table-Level Locks and 54.12 pg_locks.

import { getTableConfig } from "drizzle-orm/pg-core";
import type { Session } from "../database/session.ts";
import { VarveError } from "../errors.ts";
import { quoteName } from "../sql/quote.ts";
import type { EventTable } from "./table.ts";

/** A moment, and the transactions that were writing then. */
interface Candidate {
  readonly moment: string;
  readonly writers: readonly string[];
}

export class TailHorizon {
  readonly #table: string;
  #candidate: Candidate | undefined;
  #moment: string | undefined;

  constructor(table: EventTable) {
    const { name, schema } = getTableConfig(table);
    this.#table = quoteName(name, schema);
  }

  /**
   * The latest such moment that is known, as text with microseconds; undefined until the first one is.
   * `session` must be READ COMMITTED. Errors: READ_ONLY on a standby, which does not know who writes.
   */
  async advance(session: Pick<Session, "execute">): Promise<string | undefined> {
    // First the clock, then the locks: two statements, because PostgreSQL promises no order within one.
    const moment = await readClock(session);
    const now = await readWriters(session, this.#table);
    if (this.#candidate !== undefined && haveEnded(this.#candidate.writers, now)) {
      this.#moment = this.#candidate.moment;
      this.#candidate = undefined;
    }
    if (now.length === 0) this.#moment = moment;
    else this.#candidate ??= { moment, writers: now };
    return this.#moment;
  }
}

/** A transaction changes its name when it is prepared (PREPARE TRANSACTION), so a new prepared one can be an old writer. */
function haveEnded(writers: readonly string[], now: readonly string[]): boolean {
  return !now.some((name) => writers.includes(name) || name.startsWith(preparedPrefix));
}

const preparedPrefix = "-1/";

async function readClock(session: Pick<Session, "execute">): Promise<string> {
  const { rows } = await session.execute<{ moment: string; standby: boolean }>(
    "SELECT to_json(clock_timestamp()) #>> '{}' AS moment, pg_is_in_recovery() AS standby",
  );
  const [row] = rows as [{ moment: string; standby: boolean }];
  if (row.standby) throw onStandby();
  return row.moment;
}

async function readWriters(session: Pick<Session, "execute">, table: string): Promise<string[]> {
  const { rows } = await session.execute<{ name: string }>(
    `SELECT virtualtransaction AS name FROM pg_locks
     WHERE relation = $1::regclass AND mode = 'RowExclusiveLock' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [table],
  );
  return rows.map((row) => row.name);
}

function onStandby(): VarveError {
  return new VarveError("READ_ONLY", {
    message: "The server is a standby; it cannot tell which events are still to be committed.",
    hint: "Tail the primary",
  });
}
