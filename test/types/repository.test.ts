import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { expectTypeOf, test } from "vitest";
import { type Database, openDatabase, type Repository, type Session } from "../../src/index.ts";

const notes = pgTable("notes", {
  id: uuid().primaryKey().defaultRandom(),
  title: text().notNull(),
  body: text(),
  tenant: text().notNull(),
  length: integer().generatedAlwaysAs(sql`length(title)`),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
const seats = pgTable("seats", { row: text().notNull(), seat: integer().notNull() }, (table) => [
  primaryKey({ columns: [table.row, table.seat] }),
]);

interface Note {
  id: string;
  title: string;
  body: string | null;
  tenant: string;
  length: number | null;
  createdAt: Date;
}

declare const session: Session;
/** Never called: only its types count. */
const typed = (_: () => void) => {};

test("rows are those of the table", () => {
  typed(() => {
    const repository = session.repository(notes);
    expectTypeOf(repository.get("id")).resolves.toEqualTypeOf<Note | undefined>();
    expectTypeOf(repository.getOrThrow("id")).resolves.toEqualTypeOf<Note>();
    expectTypeOf(repository.create({ title: "a", tenant: "t" })).resolves.toEqualTypeOf<Note>();
    expectTypeOf(repository.getAll()).resolves.toEqualTypeOf<Note[]>();
    expectTypeOf(repository.page()).resolves.toHaveProperty("rows").toEqualTypeOf<Note[]>();
    expectTypeOf(repository.delete("id")).resolves.toEqualTypeOf<boolean>();
    expectTypeOf(repository.stream()).toEqualTypeOf<AsyncGenerator<Note, void, undefined>>();
  });
});

test("a new row needs the columns that have no default", () => {
  typed(() => {
    const repository = session.repository(notes);
    repository.create({ title: sql`upper('a')`, tenant: "t", body: null });
    // @ts-expect-error title is missing
    repository.create({ tenant: "t" });
    // @ts-expect-error there is no such column
    repository.create({ title: "a", tenant: "t", titel: "b" });
    // @ts-expect-error the database makes it
    repository.create({ title: "a", tenant: "t", length: 1 });
    // @ts-expect-error a title is no number
    repository.update("id", { title: 1 });
    // @ts-expect-error there is no such column
    repository.update("id", { titel: "b" });
  });
});

test("a key is a value, or an object when it has several columns", () => {
  typed(() => {
    // @ts-expect-error the id is text
    session.repository(notes).get(1);
    session.repository(seats).get({ row: "A", seat: 1 });
    // @ts-expect-error the row is text
    session.repository(seats).get({ row: 1, seat: 1 });
    // @ts-expect-error the key is an object
    session.repository(seats).get("A");
  });
});

test("conditions and orders name columns of the table", () => {
  typed(() => {
    const repository = session.repository(notes);
    repository.find({ where: { title: ["a", "b"], body: null }, orderBy: { createdAt: "desc" } });
    repository.find({ where: sql`true`, orderBy: sql`random()` });
    // @ts-expect-error there is no such column
    repository.find({ where: { titel: "a" } });
    // @ts-expect-error a title is never NULL
    repository.find({ where: { title: null } });
    // @ts-expect-error a page needs an order it can go on in
    repository.page({ orderBy: sql`random()` });
    // @ts-expect-error no such direction
    repository.find({ orderBy: { title: "up" } });
  });
});

test("columns of the scope need not be given", () => {
  typed(() => {
    const repository = session.repository(notes, { scope: { tenant: "t1" } });
    expectTypeOf(repository).toEqualTypeOf<Repository<typeof notes, "tenant">>();
    repository.create({ title: "a" });
    session.repository(notes, { scope: sql`tenant = 't1'` }).create({ title: "a", tenant: "t1" });
    // @ts-expect-error with a condition for a scope they must be given
    session.repository(notes, { scope: sql`tenant = 't1'` }).create({ title: "a" });
    // @ts-expect-error there is no such column
    session.repository(notes, { scope: { tenat: "t1" } });
    // @ts-expect-error a tenant is text
    session.repository(notes, { scope: { tenant: 1 } });
  });
});

test("a session has the Drizzle instance that its database was opened with", () => {
  typed(() => {
    expectTypeOf(openDatabase()).toEqualTypeOf<Database<NodePgDatabase>>();
    const database = openDatabase({ drizzle: (client) => drizzle({ client, schema: { notes } }) });
    database.session(async (session) => {
      expectTypeOf(session.drizzle.query).toHaveProperty("notes");
      await session.savepoint(async (inner) => expectTypeOf(inner.drizzle.query).toHaveProperty("notes"));
    });
    // @ts-expect-error repositories need a Drizzle instance too
    openDatabase({ drizzle: (client) => ({ mine: drizzle({ client }) }) });
    expectTypeOf(openDatabase().session(async () => 1)).resolves.toEqualTypeOf<number>();
  });
});
