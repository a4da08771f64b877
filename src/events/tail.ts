import { setTimeout as sleep } from "node:timers/promises";
import { and, asc, getTableColumns, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { MAX, NIL } from "uuid";
import type { Database } from "../database/database.ts";
import type { Session } from "../database/session.ts";
import { VarveError } from "../errors.ts";
import { assertCount, assertOptions } from "../repository/options.ts";
import { type EventTable, events } from "./table.ts";
import { TailHorizon } from "./tail-horizon.ts";

export interface TailOptions<TTable extends EventTable = typeof events> {
  table?: TTable;
  /** Where to go on: the id of the last event that was seen, or a time. From the first event when left out. */
  after?: string | Date;
  /** Ends the iteration, without an error. */
  signal?: AbortSignal | undefined;
  /** Wait between two looks when there is nothing new. Default 250. */
  intervalMs?: number;
}

const pageSize = 500;

/** A place in the order of events. `createdAt` is text, because a Date has no microseconds. */
interface Position {
  readonly createdAt: string;
  readonly id: string;
}

/**
 * Follows the events of a table in the order of their insertion, each once, new ones as they are committed.
 *
 * No event is lost: one that commits late holds back those that were inserted after it until it is there (not so
 * transactions that only read). To go on later, keep the id of the last event and give it as `after`.
 * Errors: any of a session; NOT_FOUND when the event of `after` is gone; READ_ONLY on a standby.
 *
 * @example for await (const event of tailEvents(database, { after, signal })) await publish(event);
 */
export async function* tailEvents<TTable extends EventTable = typeof events, TDrizzle = unknown>(
  database: Database<TDrizzle>,
  options: TailOptions<TTable> = {},
): AsyncGenerator<TTable["$inferSelect"], void, undefined> {
  assertOptions(options, ["table", "after", "signal", "intervalMs"]);
  const { table = events as EventTable, after, signal, intervalMs = 250 } = options;
  assertCount("intervalMs", intervalMs, { min: 0 });
  const horizon = new TailHorizon(table);
  let position = await database.session((session) => startPosition(session, table, after));
  while (!signal?.aborted) {
    const page = await database.session(
      async (session) => readPage(session, table, position, await horizon.advance(session)),
      { isolation: "read committed", readOnly: true },
    );
    for (const { event, place } of page) {
      if (signal?.aborted) return;
      yield event;
      position = place;
    }
    if (page.length < pageSize) await sleep(intervalMs, undefined, { signal }).catch(() => {});
  }
}

async function startPosition<TDrizzle>(
  session: Session<TDrizzle>,
  table: EventTable,
  after: string | Date | undefined,
): Promise<Position> {
  if (after === undefined) return { createdAt: "-infinity", id: NIL };
  if (after instanceof Date) return { createdAt: after.toISOString(), id: MAX };
  const { rows } = await session.execute<{ created_at: string }>(
    sql`SELECT to_json(created_at) #>> '{}' AS created_at FROM ${table} WHERE id = ${after}`,
  );
  if (rows[0] === undefined) throw eventGone(after);
  return { createdAt: rows[0].created_at, id: after };
}

async function readPage<TDrizzle>(
  session: Session<TDrizzle>,
  table: EventTable,
  { createdAt, id }: Position,
  horizon: string | undefined,
) {
  if (horizon === undefined) return [];
  const rows = await session.run((drizzle) =>
    drizzle
      .select({ event: getTableColumns(table), createdAt: sql<string>`to_json(${table.createdAt}) #>> '{}'` })
      .from(table as PgTable)
      .where(
        and(
          sql`(${table.createdAt}, ${table.id}) > (${createdAt}::timestamptz, ${id}::uuid)`,
          sql`${table.createdAt} < ${horizon}::timestamptz`,
        ),
      )
      .orderBy(asc(table.createdAt), asc(table.id))
      .limit(pageSize),
  );
  return rows.map(({ event, createdAt }) => ({ event, place: { createdAt, id: event.id as string } }));
}

function eventGone(id: string): VarveError {
  return new VarveError("NOT_FOUND", {
    message: `There is no event ${id} to go on after.`,
    hint: "If it was deleted, give a time instead: { after: new Date(…) }",
  });
}
