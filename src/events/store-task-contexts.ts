import { sql } from "drizzle-orm";
import type { Session } from "../database/session.ts";
import { jsonArrays } from "./batch.ts";
import type { EventTable } from "./table.ts";

/** Stores the JSON text of each event's new `task_context`. */
export async function storeTaskContexts(
  session: Pick<Session, "execute">,
  table: EventTable,
  contexts: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = [...contexts].map(([id, context]) => `{"id":"${id}","context":${context}}`);
  for (const batch of jsonArrays(rows)) {
    await session.execute(sql`
      UPDATE ${table} SET task_context = new.context, updated_at = clock_timestamp()
      FROM jsonb_to_recordset(${batch}::jsonb) AS new (id uuid, context jsonb)
      WHERE ${table.id} = new.id`);
  }
}
