import { getTableName } from "drizzle-orm";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import { type EventTable, events } from "../../../src/events/table.ts";
import { collectModels } from "../../../src/models/collect.ts";
import { renderModels } from "../../../src/models/render-models.ts";
import { createTestDatabase } from "../../support/database.ts";

/** An open database with the given events table, made of its model. */
export async function openEventDatabase(
  table: EventTable = events,
): Promise<Database & AsyncDisposable & { url: string }> {
  const { url, drop } = await createTestDatabase();
  const database = openDatabase({ url });
  const collected = collectModels(new Map([["event.ts", { [getTableName(table)]: table }]]));
  for (const { rendered } of renderModels(collected, new Set(), undefined))
    await database.execute(rendered.sql);
  return Object.assign(database, {
    url,
    async [Symbol.asyncDispose]() {
      await database.close({ timeoutMs: 0 });
      await drop();
    },
  });
}
