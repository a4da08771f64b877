// Compiled with the types of Drizzle 1.0 by ../drizzle1.test.ts, and with those of 0.45 like every file; never run.

import { sql } from "drizzle-orm";
import { integer, pgEnum, pgSchema, pgTable, pgView, text } from "drizzle-orm/pg-core";
import {
  comment,
  partition,
  partitionBy,
  pgDomain,
  pgExtension,
  pgFunction,
  pgTrigger,
} from "../../../src/models.ts";

export const audit = pgSchema("audit");
export const mood = pgEnum("mood", ["ok"]);
export const email = pgDomain("email", { type: "text", checks: { at: sql`VALUE ~ '@'` } });
export const cents = pgDomain<number>("cents", { schema: audit, type: "integer", default: 0, notNull: true });

export const users = pgTable("users", {
  id: integer().primaryKey(),
  email: email().notNull(),
  price: cents("price in cents"),
  mood: mood(),
  name: text(),
});
export const view = pgView("v").as((qb) => qb.select().from(users));

const row: typeof users.$inferSelect = { id: 1, email: "a@b", price: null, mood: "ok", name: null };
export const price: number | null = row.price;
// @ts-expect-error an email is text
users.$inferInsert satisfies { email: number };

export const touch = pgFunction("touch", { returns: "trigger", language: "plpgsql", body: sql`SELECT 1` });
export const touched = pgTrigger("touched", {
  on: users,
  fires: "before",
  events: "update",
  of: [users.email],
  execute: touch,
});
// @ts-expect-error an extension can't be called by a trigger
pgTrigger("t", { on: view, fires: "instead of", events: "insert", execute: pgExtension("pg_trgm") });

export const byId = partitionBy(users, { range: [users.id] });
export const first = partition(users, "users_1", { from: [sql`MINVALUE`], to: [10] });
export const second = partition(first, "users_2", "default", { schema: audit, by: { list: [users.mood] } });
// @ts-expect-error neither a range nor a list
partition(users, "users_3", { to: [1] });

export const comments = [users, users.email, view, mood, audit, email, touch, touched].map((on) =>
  comment(on, "x"),
);
