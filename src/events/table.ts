import { getTableName, sql } from "drizzle-orm";
import { index, jsonb, type PgColumn, type PgTable, pgTable, timestamp, uuid } from "drizzle-orm/pg-core";
import { v7 } from "uuid";

/** What JSON can say. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
/** What `data` and `task_context` hold. */
export type JsonObject = { [key: string]: JsonValue };

/** Any Drizzle table that has the five columns of an event, under these names in TypeScript and in SQL. */
export type EventTable = PgTable & Record<keyof typeof eventColumns, PgColumn>;

/**
 * True for an event that waits for a worker: never processed, or failed with another attempt to come.
 * One text for the index and for every query: PostgreSQL uses a partial index only where it can prove that
 * the query's condition implies the index's (manual, 11.8 Partial Indexes).
 */
export const pendingCondition = sql.raw(
  `task_context IS NULL OR task_context @> '{"$failure": {"final": false}}'`,
);

/**
 * The columns of an event; spread them into a `pgTable` to add your own, and give it {@link eventIndexes}.
 *
 * `created_at` is the moment of the insert, not the start of its transaction, so that events of one transaction
 * keep their order and `tailEvents` can tell up to which moment nothing will be added any more.
 */
export const eventColumns = {
  id: uuid("id")
    .primaryKey()
    .$defaultFn(() => v7()),
  data: jsonb("data").$type<JsonObject>().notNull(),
  taskContext: jsonb("task_context").$type<JsonObject>(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().default(sql`clock_timestamp()`),
  updatedAt: timestamp("updated_at", { withTimezone: true })
    .notNull()
    .default(sql`clock_timestamp()`)
    .$onUpdate(() => sql`clock_timestamp()`),
};

/**
 * The indexes every events table needs: by time of arrival, and of what is pending.
 *
 * @example export const orderEvents = pgTable("order_events", { ...eventColumns, tenant: text().notNull() }, eventIndexes);
 */
export function eventIndexes(table: Record<"id" | "createdAt", PgColumn>) {
  const name = getTableName(table.id.table);
  return [
    index(`${name}_created_at_id_idx`).on(table.createdAt, table.id),
    index(`${name}_pending_idx`).on(table.id).where(pendingCondition),
  ];
}

/**
 * The ready-made events table: `export { events } from "varve/events"` in a model file is all it needs.
 *
 * `id` is a version 7 UUID made by the client, `data` the event as it came in, `task_context` what processing it
 * gave (NULL until then).
 */
export const events = pgTable("events", eventColumns, eventIndexes);

/** A row of {@link events}. */
export type Event = typeof events.$inferSelect;
