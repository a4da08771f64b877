import { sql } from "drizzle-orm";
import { index, pgTable } from "drizzle-orm/pg-core";
import { eventColumns, eventIndexes } from "varve/events";

/** The ready-made events table, with one more index: for the newest webhooks of a type. */
export const events = pgTable("events", eventColumns, (table) => [
  ...eventIndexes(table),
  index("events_type_idx").on(sql`(data ->> 'type')`, table.createdAt, table.id),
]);
