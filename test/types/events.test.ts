import { pgTable, text } from "drizzle-orm/pg-core";
import { expectTypeOf, it } from "vitest";
import { z } from "zod";
import type { Database } from "../../src/database/database.ts";
import type { Session } from "../../src/database/session.ts";
import {
  type Event,
  EventRepository,
  eventColumns,
  eventIndexes,
  type JsonObject,
  processEvents,
  tailEvents,
} from "../../src/events.ts";

interface Order {
  type: "order";
  amount: number;
}

const orders = pgTable("orders", { ...eventColumns, tenant: text().notNull() }, eventIndexes);
declare const session: Session;
declare const database: Database;
declare const order: Order;

/** Never called: only its types count. */
const typed = (_: () => void) => {};

it("gives rows of the events table", () => {
  typed(() => {
    const repository = new EventRepository(session);
    expectTypeOf(repository.create({ data: {} })).resolves.toEqualTypeOf<Event>();
    expectTypeOf(repository.get("id")).resolves.toEqualTypeOf<Event | undefined>();
    expectTypeOf<Event["data"]>().toEqualTypeOf<JsonObject>();
    expectTypeOf<Event["taskContext"]>().toEqualTypeOf<JsonObject | null>();
  });
});

it("takes data of any type of object, and asks for the columns of an extended table", () => {
  typed(() => {
    new EventRepository(session).create({ data: order });
    new EventRepository(session, { table: orders }).ingest([{ data: order, tenant: "t1" }]);
    new EventRepository(session, { table: orders, scope: { tenant: "t1" } }).create({ data: order });
    new EventRepository(session, { types: { order: z.object({ amount: z.number() }) } });
    // @ts-expect-error the tenant is missing
    new EventRepository(session, { table: orders }).create({ data: order });
    // @ts-expect-error text is no event
    new EventRepository(session).create({ data: "text" });
  });
});

it("hands out rows of the table that is worked through or followed", () => {
  typed(async () => {
    processEvents(
      database,
      (event, { session }) => {
        expectTypeOf(event.tenant).toEqualTypeOf<string>();
        expectTypeOf(session).toEqualTypeOf<Session>();
      },
      { table: orders },
    );
    for await (const event of tailEvents(database)) expectTypeOf(event).toEqualTypeOf<Event>();
  });
});
