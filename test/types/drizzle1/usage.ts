// Compiled with the types of Drizzle 1.0 by ../drizzle1.test.ts, and with those of 0.45 like every file; never run.

import { gt } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { openDatabase } from "../../../src/index.ts";

const notes = pgTable("notes", {
  id: integer().primaryKey(),
  title: text().notNull(),
  tenant: text().notNull(),
});
const seats = pgTable("seats", { row: text().notNull(), seat: integer().notNull() }, (table) => [
  primaryKey({ columns: [table.row, table.seat] }),
]);

const database = openDatabase({ drizzle: (client) => drizzle({ client }) });

await database.session(async (session) => {
  const repository = session.repository(notes, { scope: { tenant: "t1" } });
  const { id, title }: { id: number; title: string } = await repository.create({ id: 1, title: "a" });
  const found: { title: string } | undefined = await repository.get(id);
  await repository.find({ where: { title: [title], id: 1 }, orderBy: { title: "desc" } });
  await repository.update(1, { title: found?.title ?? "b" }, { expected: { title: "a" } });
  await session.repository(seats).get({ row: "A", seat: 1 });
  await session.drizzle.select().from(notes).where(gt(notes.id, 1));
  await session.drizzle.transaction((tx) => tx.insert(notes).values({ id: 2, title: "c", tenant: "t1" }));
  // @ts-expect-error title is missing
  await repository.create({ id: 1 });
  // @ts-expect-error there is no such column
  await repository.find({ where: { titel: "a" } });
});
