import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, withClient } from "../../../src/database/connect.ts";
import { fromPostgresError } from "../../../src/database/postgres-error.ts";
import { VarveError } from "../../../src/errors.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const sql = `
    CREATE TABLE people (id int PRIMARY KEY, email text UNIQUE, age int CHECK (age > 0));
    INSERT INTO people VALUES (1, 'ada@example.com', 36);
    CREATE VIEW adults AS SELECT * FROM people WHERE age > 17`;
  await withClient(database.url, (client) => client.query(sql));
});

afterAll(async () => {
  await database.drop();
});

async function errorOf(sql: string): Promise<VarveError> {
  const query = withClient(database.url, (client) => client.query(sql));
  const failure = await query.catch((error) => error);
  return fromPostgresError(failure, { sql });
}

test("draws a mistake on the statement", async () => {
  const error = await errorOf("SELECT id,\n       nick\nFROM people");

  expect(error).toMatchObject({ code: "STATEMENT_FAILED", details: { sqlstate: "42703", position: 19 } });
  expect(error.message).toBe('column "nick" does not exist\n2 |        nick\n  |        ^');
});

test("draws a mistake inside of a function on the function's query", async () => {
  const error = await errorOf("DO $$ BEGIN PERFORM nick FROM people; END $$");

  expect(error.message).toBe('column "nick" does not exist\n1 | SELECT nick FROM people\n  |        ^');
});

test("names the constraint and the table, and shows nothing of the row", async () => {
  const error = await errorOf("INSERT INTO people VALUES (2, 'ada@example.com', 99)");

  expect(error.details).toEqual({
    sqlstate: "23505",
    schema: "public",
    table: "people",
    constraint: "people_email_key",
  });
  expect(JSON.stringify(error)).not.toContain("ada@");
});

test("hides the value that a message of PostgreSQL repeats", async () => {
  const error = await errorOf("SELECT 'a \"secret\" value'::int");

  expect(error.message).toMatch(/^invalid input syntax for type integer: …\n1 \| SELECT/);
});

test("keeps the detail that names objects, and PostgreSQL's hint", async () => {
  const error = await errorOf("DROP TABLE people");

  expect(error.details.detail).toBe("view adults depends on table people");
  expect(error.hint).toBe("Use DROP ... CASCADE to drop the dependent objects too.");
});

test("tells a broken connection from a failed statement", async () => {
  const byServer = await errorOf("SELECT pg_terminate_backend(pg_backend_pid())");
  const client = await connect(database.url);
  await client.end();
  const byClient = await client.query("SELECT 1").catch((error) => fromPostgresError(error));

  expect(byServer).toMatchObject({ code: "CONNECTION_LOST", details: { sqlstate: "57P01" } });
  expect(byClient).toMatchObject({ code: "CONNECTION_LOST" });
});

test("gives a VarveError back as it is, and takes code, message and hint from its caller", () => {
  const own = new VarveError("USAGE", { message: "wrong" });

  expect(fromPostgresError(own)).toBe(own);
  expect(fromPostgresError(new Error("x"), { code: "USAGE", message: "m", hint: "h" })).toMatchObject({
    code: "USAGE",
    message: "m",
    hint: "h",
  });
});
