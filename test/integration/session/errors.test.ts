import { inspect } from "node:util";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import type { Session } from "../../../src/database/session.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

const people = pgTable("people", {
  id: integer().primaryKey(),
  email: text().unique(),
  age: integer(),
  boss: integer(),
});

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  database = openDatabase({ url: server.url });
  await database.execute(`
    CREATE EXTENSION IF NOT EXISTS btree_gist;
    CREATE TYPE mood AS ENUM ('good');
    CREATE TABLE people (
      id int PRIMARY KEY, email text UNIQUE, age int CHECK (age > 0), boss int REFERENCES people,
      mood mood, CONSTRAINT one_room EXCLUDE USING gist (age WITH =) WHERE (boss = 77)
    );
    INSERT INTO people VALUES (1, 'top-secret', 5);
  `);
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const cases: [code: string, sql: string, values: unknown[], details: object][] = [
  [
    "UNIQUE_VIOLATION",
    "INSERT INTO people VALUES (2, $1)",
    ["top-secret"],
    { constraint: "people_email_key" },
  ],
  ["NOT_NULL_VIOLATION", "INSERT INTO people VALUES (NULL, $1)", ["top-secret"], { column: "id" }],
  [
    "CHECK_VIOLATION",
    "INSERT INTO people VALUES (2, $1, -1)",
    ["top-secret"],
    { constraint: "people_age_check" },
  ],
  [
    "FOREIGN_KEY_VIOLATION",
    "INSERT INTO people VALUES (2, $1, 1, 9)",
    ["top-secret too"],
    { constraint: "people_boss_fkey" },
  ],
  ["INVALID_VALUE", "INSERT INTO people VALUES ($1)", ["top-secret"], { sqlstate: "22P02" }],
  ["INVALID_VALUE", "INSERT INTO people (id, mood) VALUES (2, $1)", ["top-secret"], { sqlstate: "22P02" }],
  ["STATEMENT_FAILED", "SELECT nothing_like_this FROM people", [], { sqlstate: "42703", position: 8 }],
  ["PERMISSION_DENIED", "SET ROLE pg_monitor; CREATE TABLE pg_catalog.x ()", [], { sqlstate: "42501" }],
];

describe("an error of a statement", () => {
  test.each(cases)("%s: %s", async (code, sql, values, details) => {
    const error = await database.session((session) => session.execute(sql, values)).catch((error) => error);
    expect(error).toMatchObject({ name: "VarveError", code, details });
    expect(inspect(error, { depth: 9 })).not.toContain("top-secret");
  });

  test("EXCLUSION_VIOLATION", async () => {
    const statement =
      "INSERT INTO people (id, age) VALUES (77, 1); UPDATE people SET boss = 77 WHERE id = 77; " +
      "INSERT INTO people (id, age, boss) VALUES (78, 1, 77)";
    await expect(database.session((session) => session.execute(statement))).rejects.toMatchObject({
      code: "EXCLUSION_VIOLATION",
      details: { constraint: "one_room" },
    });
  });

  test("LOCK_TIMEOUT", async () => {
    await database.session(async (session) => {
      await session.execute("SELECT FROM people FOR UPDATE");
      const nowait = database.session((other) => other.execute("SELECT FROM people FOR UPDATE NOWAIT"));
      await expect(nowait).rejects.toMatchObject({ code: "LOCK_TIMEOUT" });
    });
  });

  test("through Drizzle: leaves as a VarveError, and Drizzle's own around it shows no parameter", async () => {
    let inside: unknown;
    const failing = async (session: Session) => {
      try {
        await session.drizzle.insert(people).values({ id: 3, email: "top-secret" });
      } catch (error) {
        inside = error;
        throw error;
      }
    };
    const error = await database.session(failing).catch((error) => error);
    expect(error).toMatchObject({ name: "VarveError", code: "UNIQUE_VIOLATION" });
    expect(inspect(error, { depth: 9 })).not.toContain("top-secret");
    expect(inside).not.toBe(error);
    expect(inspect(inside, { depth: 9 })).not.toContain("top-secret");
  });

  test("a value that cannot be sent is refused, and the session may go on", async () => {
    await database.session(async (session) => {
      const unsendable = {
        toPostgres() {
          throw new Error("no");
        },
      };
      await expect(session.execute("SELECT $1", [unsendable])).rejects.toMatchObject({
        code: "INVALID_VALUE",
      });
      await session.execute("SELECT $1::int", [1]);
    });
  });

  test("a table that changed under a prepared statement: run again, it fits", async () => {
    await database.execute(
      "CREATE TABLE changing (id int PRIMARY KEY, value int); INSERT INTO changing VALUES (1, 7)",
    );
    const changing = pgTable("changing", { id: integer().primaryKey(), value: text() });
    const single = openDatabase({ url: server.url, maxConnections: 1 });
    const read = (session: Session) => session.repository(changing).get(1);
    await single.session(read);
    await database.execute("ALTER TABLE changing ALTER value TYPE text");
    await expect(single.session(read)).rejects.toMatchObject({ code: "STATEMENT_OUTDATED" });
    await expect(single.session(read)).resolves.toEqual({ id: 1, value: "7" });
    await database.execute("ALTER TABLE changing ALTER value TYPE varchar");
    await expect(single.session(read, { retries: 1 })).resolves.toEqual({ id: 1, value: "7" });
    await single.close();
  });

  test("a statement with more values than one takes is refused before it is sent, and the session goes on", async () => {
    const values = Array.from({ length: 65_536 }, () => 1);
    await database.session(async (session) => {
      await session.execute("SELECT 1");
      const refused = { code: "USAGE", message: expect.stringContaining("65536") };
      await expect(session.execute("SELECT 1", values)).rejects.toMatchObject(refused);
      await session.execute("SELECT 1");
    });
  });
});
