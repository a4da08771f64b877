import net from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import type { Session } from "../../../src/database/session.ts";
import { errorResponse, varve } from "../../../src/http/hono.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

let server: TestDatabase;
let database: Database;
let app: Hono<{ Variables: { varve: Session } }>;

beforeAll(async () => {
  server = await createTestDatabase();
  database = openDatabase({ url: server.url });
  await database.execute(`
    CREATE TABLE notes (id int PRIMARY KEY, unique_late int UNIQUE DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO notes VALUES (0, 0)
  `);
});
beforeEach(async () => {
  await database.execute("DELETE FROM notes WHERE id > 0");
  app = new Hono();
  app.use(varve(database, { session: (c) => ({ settings: { "app.user": c.req.header("x-user") ?? "" } }) }));
  app.onError((error, c) => errorResponse(error) ?? c.text("Internal Server Error", 500));
});
afterEach(async () => {
  const inUse = async () => {
    const { total, idle } = (await database.check()).connections;
    return total - idle;
  };
  await expect.poll(inUse).toBe(0);
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const stored = async () =>
  (await database.execute<{ id: number }>("SELECT id FROM notes WHERE id > 0 ORDER BY id")).rows.map(
    ({ id }) => id,
  );

const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;

test("a request's session is committed before its answer is sent", async () => {
  app.post("/notes", async (c) => {
    await c.var.varve.execute("INSERT INTO notes VALUES (1)");
    expect(await stored()).toEqual([]);
    return c.json({ id: 1 }, 202);
  });
  const response = await app.request("/notes", { method: "POST" });
  expect([response.status, await response.json()]).toEqual([202, { id: 1 }]);
  expect(await stored()).toEqual([1]);
});

test("an error that is thrown rolls back, and so does an answer of 400 and above", async () => {
  app.get("/throw", async (c) => {
    await c.var.varve.execute("INSERT INTO notes VALUES (1)");
    throw new Error("mine");
  });
  app.get("/refuse", async (c) => {
    await c.var.varve.execute("INSERT INTO notes VALUES (2)");
    return c.text("no", 409);
  });
  expect((await app.request("/throw")).status).toBe(500);
  expect((await app.request("/refuse")).status).toBe(409);
  expect(await stored()).toEqual([]);
});

test("a VarveError has its status; what is no fault of the client is not told", async () => {
  app.get("/twice", async (c) => c.json(await c.var.varve.execute("INSERT INTO notes VALUES (0)")));
  app.get("/mistake", async (c) => c.json(await c.var.varve.execute("SELECT secret_column FROM notes")));
  const twice = await app.request("/twice");
  expect([twice.status, await codeOf(twice)]).toEqual([409, "UNIQUE_VIOLATION"]);
  const mistake = await app.request("/mistake");
  expect([mistake.status, await mistake.text()]).toEqual([500, expect.not.stringContaining("secret_column")]);
});

test("an error at COMMIT is the answer, whatever the handler had said", async () => {
  app.get("/", async (c) => {
    await c.var.varve.execute("INSERT INTO notes VALUES (1, 0)");
    return c.text("fine, I think", 202);
  });
  const response = await app.request("/");
  expect([response.status, await codeOf(response)]).toEqual([409, "UNIQUE_VIOLATION"]);
  expect(await stored()).toEqual([]);
});

test("each request begins its session in its own way", async () => {
  app.get("/", async (c) => {
    const { rows } = await c.var.varve.execute("SELECT current_setting('app.user') AS who");
    return c.json(rows[0]);
  });
  const answers = await Promise.all(
    ["ada", "alan"].map((user) => app.request("/", { headers: { "x-user": user } })),
  );
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
    { who: "ada" },
    { who: "alan" },
  ]);
});

test("a client that leaves ends its session", async () => {
  let outcome: Promise<unknown> | undefined;
  app.get("/", async (c) => {
    await c.var.varve.execute("INSERT INTO notes VALUES (1)");
    outcome = c.var.varve.execute("SELECT pg_sleep(30)").catch((error) => error.code);
    return c.text(String(await outcome));
  });
  const listening = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await expect.poll(() => listening.address()).not.toBeNull();
  const { port } = listening.address() as net.AddressInfo;
  const socket = net.connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
  await expect.poll(() => outcome === undefined).toBe(false);
  socket.destroy();
  expect(await outcome).toBe("INTERRUPTED");
  expect(await stored()).toEqual([]);
  listening.close();
});
