import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Executor, Send } from "./executor.ts";

/**
 * The rows of `select`, `batchSize` at a time, all as they were when the first one was read. Other statements may run
 * meanwhile. The cursor is closed at the end, and when the caller stops early.
 */
export async function* streamRows<T>(
  executor: Executor,
  select: (drizzle: NodePgDatabase) => PromiseLike<T[]>,
  { batchSize, through }: { batchSize: number; through: (send: Send) => Send },
): AsyncGenerator<T, void, undefined> {
  const name = `varve_${randomBytes(8).toString("hex")}`;
  const cursor = { name, batchSize, isOpen: false };
  try {
    for (;;) {
      const rows = await executor.run(select, (send) => fetching(through(send), cursor));
      yield* rows;
      if (rows.length < batchSize) return;
    }
  } finally {
    // The transaction closes it too, in case this is no longer possible.
    if (cursor.isOpen)
      await executor.run((drizzle) => drizzle.execute(sql.raw(`CLOSE ${name}`))).catch(() => {});
  }
}

/** Sends a query as the cursor's declaration once, and a FETCH each time; Drizzle takes the rows for its query's. */
function fetching(send: Send, cursor: { name: string; batchSize: number; isOpen: boolean }): Send {
  return async ({ text, rowMode, types }, values) => {
    if (!cursor.isOpen) {
      await send({ text: `DECLARE ${cursor.name} NO SCROLL CURSOR FOR ${text}` }, values);
      cursor.isOpen = true;
    }
    return send({ text: `FETCH FORWARD ${cursor.batchSize} FROM ${cursor.name}`, rowMode, types });
  };
}
