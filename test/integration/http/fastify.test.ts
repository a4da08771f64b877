import { once } from "node:events";
import net from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import { varve } from "../../../src/http/fastify.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

let server: TestDatabase;
let database: Database;
let app: FastifyInstance;

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
  app = fastify();
  await app.register(varve, {
    database,
    session: (request) => ({ settings: { "app.user": String(request.headers["x-user"] ?? "") } }),
  });
});
afterEach(async () => {
  await app.close();
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

test("a request's session is committed before its answer is sent", async () => {
  app.post("/notes", async (request, reply) => {
    await request.varve.execute("INSERT INTO notes VALUES (1)");
    expect(await stored()).toEqual([]);
    return reply.code(202).send({ id: 1 });
  });
  app.addHook("onSend", async () => {
    expect(await stored()).toEqual([1]);
  });
  const response = await app.inject({ method: "POST", url: "/notes" });
  expect([response.statusCode, response.json()]).toEqual([202, { id: 1 }]);
});

test.each([
  ["an error that is thrown", () => Promise.reject(new Error("mine")), 500],
  [
    "an error with a status",
    () => Promise.reject(Object.assign(new Error("mine"), { statusCode: 418 })),
    418,
  ],
])("%s rolls back", async (_, fail, status) => {
  app.get("/", async (request) => {
    await request.varve.execute("INSERT INTO notes VALUES (1)");
    return fail();
  });
  expect((await app.inject("/")).statusCode).toBe(status);
  expect(await stored()).toEqual([]);
});

test("an answer of 400 and above rolls back too", async () => {
  app.get("/", async (request, reply) => {
    await request.varve.execute("INSERT INTO notes VALUES (1)");
    return reply.code(409).send("no");
  });
  expect((await app.inject("/")).body).toBe("no");
  expect(await stored()).toEqual([]);
});

test("a VarveError has its status, and no data of rows", async () => {
  app.get("/", (request) => request.varve.execute("INSERT INTO notes VALUES (0)"));
  const response = await app.inject("/");
  expect([response.statusCode, response.json().code]).toEqual([409, "UNIQUE_VIOLATION"]);
});

test("an error at COMMIT is the answer, whatever the handler had said", async () => {
  app.get("/", async (request, reply) => {
    await request.varve.execute("INSERT INTO notes VALUES (1, 0)");
    return reply.code(202).send("fine, I think");
  });
  const response = await app.inject("/");
  expect([response.statusCode, response.json().code]).toEqual([409, "UNIQUE_VIOLATION"]);
  expect(await stored()).toEqual([]);
});

test("a swallowed error of a statement is the answer too", async () => {
  app.get("/", async (request, reply) => {
    await request.varve.execute("INSERT INTO notes VALUES (1)");
    await request.varve.execute("INSERT INTO notes VALUES (1)").catch(() => {});
    return reply.code(202).send("fine, I think");
  });
  const response = await app.inject("/");
  expect([response.statusCode, response.json().code]).toEqual([500, "SESSION_ABORTED"]);
});

test("each request begins its session in its own way", async () => {
  app.get(
    "/",
    async (request) => (await request.varve.execute("SELECT current_setting('app.user') AS who")).rows[0],
  );
  const answers = await Promise.all(
    ["ada", "alan"].map((user) => app.inject({ url: "/", headers: { "x-user": user } })),
  );
  expect(answers.map((answer) => answer.json())).toEqual([{ who: "ada" }, { who: "alan" }]);
});

test("a client that leaves ends its session", async () => {
  let outcome: Promise<unknown> | undefined;
  app.get("/", async (request) => {
    await request.varve.execute("INSERT INTO notes VALUES (1)");
    outcome = request.varve.execute("SELECT pg_sleep(30)").catch((error) => error.code);
    return outcome;
  });
  const address = new URL(await app.listen({ port: 0, host: "127.0.0.1" }));
  const socket = net.connect(Number(address.port), address.hostname);
  socket.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
  await expect.poll(() => outcome === undefined).toBe(false);
  socket.destroy();
  await once(socket, "close");
  expect(await outcome).toBe("INTERRUPTED");
  expect(await stored()).toEqual([]);
});

test("an answer that is sent past Fastify leaves no session open", async () => {
  app.get("/", async (request, reply) => {
    await request.varve.execute("INSERT INTO notes VALUES (1)");
    reply.hijack();
    reply.raw.end("raw");
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as net.AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("raw");
  expect(await stored()).toEqual([]);
});

test("a route without statements takes no connection", async () => {
  app.get("/", async () => "hello");
  const before = (await database.check()).connections.total;
  await Promise.all(Array.from({ length: 20 }, () => app.inject("/")));
  expect((await database.check()).connections.total).toBe(before);
});

test("a closed database is an answer, not a hanging request", async () => {
  const closed = openDatabase({ url: server.url });
  await closed.close();
  const other = fastify();
  await other.register(varve, { database: closed });
  other.get("/", async () => "hello");
  const response = await other.inject("/");
  expect([response.statusCode, response.json().code]).toEqual([503, "DATABASE_CLOSED"]);
});
