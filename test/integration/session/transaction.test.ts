import { integer, pgTable, text } from "drizzle-orm/pg-core";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import type { Session } from "../../../src/database/session.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  database = openDatabase({ url: server.url });
  await database.execute("CREATE TABLE notes (id int PRIMARY KEY, text text)");
});
beforeEach(async () => {
  await database.execute("TRUNCATE notes");
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const insert = (session: Session, id: number) =>
  session.execute("INSERT INTO notes VALUES ($1, 'a note')", [id]);
const stored = async () =>
  (await database.execute<{ id: number }>("SELECT id FROM notes ORDER BY id")).rows.map(({ id }) => id);
const connections = async () => (await database.check()).connections;

describe("a session", () => {
  test("commits when its callback returns, and gives what it returned", async () => {
    const given = await database.session(async (session) => {
      await insert(session, 1);
      await insert(session, 2);
      return "done";
    });
    expect(given).toBe("done");
    expect(await stored()).toEqual([1, 2]);
  });

  test("rolls back when its callback throws, and rejects with that very error", async () => {
    const mine = new Error("mine");
    const running = database.session(async (session) => {
      await insert(session, 1);
      throw mine;
    });
    await expect(running).rejects.toBe(mine);
    expect(await stored()).toEqual([]);
  });

  test("stops what is still running when its callback throws", async () => {
    const start = Date.now();
    const running = database.session(async (session) => {
      session.execute("SELECT pg_sleep(20)").catch(() => {});
      await Promise.race([session.execute("SELECT 1"), Promise.reject(new Error("mine"))]);
    });
    await expect(running).rejects.toThrow("mine");
    expect(Date.now() - start).toBeLessThan(5_000);
  });

  test("is seen by nobody else before it has committed", async () => {
    await database.session(async (session) => {
      await insert(session, 1);
      expect(await stored()).toEqual([]);
    });
    expect(await stored()).toEqual([1]);
  });

  test("gives its connection back in every case", async () => {
    await database.session((session) => insert(session, 1));
    await database.session((session) => insert(session, 1)).catch(() => {});
    await database.session(() => Promise.reject(new Error("mine"))).catch(() => {});
    const { total, idle, waiting } = await connections();
    expect({ idle, waiting }).toEqual({ idle: total, waiting: 0 });
  });

  test("takes no connection when it runs no statement", async () => {
    const unreachable = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" });
    await expect(unreachable.session(async () => "nothing to do")).resolves.toBe("nothing to do");
    await unreachable.close();
  });

  test("sends BEGIN along with its first statement: two round trips for one statement", async () => {
    const query = vi.spyOn(pg.Client.prototype, "query");
    await database.session((session) => insert(session, 1));
    expect(query).toHaveBeenCalledTimes(2);
    query.mockRestore();
  });

  test("runs statements that are started together one after the other", async () => {
    await database.session(async (session) => {
      await Promise.all([insert(session, 1), insert(session, 2), insert(session, 3)]);
    });
    expect(await stored()).toEqual([1, 2, 3]);
  });

  test("waits for statements that nobody awaited", async () => {
    await database.session(async (session) => {
      void insert(session, 1);
      void insert(session, 2);
    });
    expect(await stored()).toEqual([1, 2]);
  });

  test("is refused once it has ended", async () => {
    let kept: Session | undefined;
    await database.session(async (session) => {
      kept = session;
      await insert(session, 1);
    });
    await expect(kept?.execute("SELECT 1")).rejects.toMatchObject({ code: "SESSION_CLOSED" });
    await expect(kept?.savepoint(async () => {})).rejects.toMatchObject({ code: "SESSION_CLOSED" });
    await expect(kept?.drizzle.execute("SELECT 1")).rejects.toMatchObject({
      cause: { code: "SESSION_CLOSED" },
    });
  });
});

describe("nothing is lost unseen", () => {
  test("a swallowed error makes the session reject, with that error as the cause", async () => {
    const running = database.session(async (session) => {
      await insert(session, 1);
      await insert(session, 1).catch(() => "swallowed");
      return "fine, I think";
    });
    await expect(running).rejects.toMatchObject({
      code: "SESSION_ABORTED",
      cause: { code: "UNIQUE_VIOLATION" },
      details: { code: "UNIQUE_VIOLATION", table: "notes", constraint: "notes_pkey" },
    });
    expect(await stored()).toEqual([]);
  });

  test("statements after a swallowed error name it too", async () => {
    await database
      .session(async (session) => {
        await session.execute("SELECT 1/0").catch(() => {});
        await expect(insert(session, 1)).rejects.toMatchObject({
          code: "SESSION_ABORTED",
          cause: { code: "INVALID_VALUE" },
        });
      })
      .catch((error) => expect(error).toMatchObject({ code: "SESSION_ABORTED" }));
    expect(await stored()).toEqual([]);
  });

  test("an error of a deferred constraint at COMMIT rejects the session", async () => {
    await database.execute("CREATE TABLE deferred (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    const running = database.session((session) => session.execute("INSERT INTO deferred VALUES (1), (1)"));
    await expect(running).rejects.toMatchObject({ code: "UNIQUE_VIOLATION" });
    expect((await database.execute("SELECT FROM deferred")).rowCount).toBe(0);
  });

  test.each(["COMMIT", "ROLLBACK", "END"])("a %s of the caller's own is an error", async (statement) => {
    const running = database.session(async (session) => {
      await insert(session, 1);
      await session.execute(statement);
    });
    await expect(running).rejects.toMatchObject({ code: "TRANSACTION_ENDED" });
  });

  test.each([
    "ROLLBACK; BEGIN",
    "ROLLBACK; START TRANSACTION",
    "COMMIT AND CHAIN",
    "ROLLBACK AND /* both */ CHAIN",
    "ABORT WORK AND CHAIN",
  ])("a %s is one too, and the transaction that it leaves open is not gone on with", async (statements) => {
    const running = database.session(async (session) => {
      await session.execute("SELECT 1");
      await session.execute(statements).catch(() => {});
      await insert(session, 1).catch(() => {});
    });
    await expect(running).rejects.toMatchObject({ code: "TRANSACTION_ENDED" });
    expect(await stored()).toEqual([]);
  });

  test.each([
    "BEGIN",
    "START TRANSACTION",
    "SAVEPOINT chain; ROLLBACK TO SAVEPOINT chain",
    "SAVEPOINT a; ROLLBACK TO a",
  ])("a %s ends nothing", async (statements) => {
    await database.session(async (session) => {
      await insert(session, 1);
      await session.execute(statements);
      await insert(session, 2);
    });
    expect(await stored()).toEqual([1, 2]);
  });

  test.each([undefined, null, "text"])("passes on what the callback throws: %s", async (thrown) => {
    await expect(database.session(() => Promise.reject(thrown))).rejects.toBe(thrown);
  });

  test("after a swallowed ROLLBACK nothing runs outside of a transaction", async () => {
    const running = database.session(async (session) => {
      await session.execute("ROLLBACK").catch(() => {});
      await insert(session, 1).catch(() => {});
    });
    await expect(running).rejects.toMatchObject({ code: "SESSION_ABORTED" });
    expect(await stored()).toEqual([]);
  });

  test("when BEGIN is refused, the statement sent along with it does not run on its own", async () => {
    const running = database.session(
      async (session) => {
        await insert(session, 1).catch(() => {});
        await insert(session, 2).catch(() => {});
      },
      { role: "no_such_role" },
    );
    await expect(running).rejects.toMatchObject({
      code: "SESSION_ABORTED",
      cause: { code: "INVALID_VALUE" },
    });
    expect(await stored()).toEqual([]);
  });
});

describe("database.execute", () => {
  test("runs one statement in a transaction of its own", async () => {
    await database.execute("INSERT INTO notes VALUES ($1, $2)", [7, "seven"]);
    const { rows, rowCount } = await database.execute("SELECT * FROM notes");
    expect({ rows, rowCount }).toEqual({ rows: [{ id: 7, text: "seven" }], rowCount: 1 });
  });

  test("does not leave a transaction open in the pool", async () => {
    await database.execute("BEGIN");
    await database.session((session) => insert(session, 1));
    expect(await stored()).toEqual([1]);
  });
});

describe("closing a database", () => {
  test("waits for open sessions, refuses new ones, and may be done twice", async () => {
    const mine = openDatabase({ url: server.url });
    const running = mine.session(async (session) => {
      await insert(session, 1);
      await session.execute("SELECT pg_sleep(0.2)");
    });
    const closing = mine.close();
    await expect(mine.session(async () => {})).rejects.toMatchObject({ code: "DATABASE_CLOSED" });
    await expect(mine.execute("SELECT 1")).rejects.toMatchObject({ code: "DATABASE_CLOSED" });
    await Promise.all([running, closing, mine.close()]);
    expect(await stored()).toEqual([1]);
  });

  test("rolls back sessions that are not done in time", async () => {
    const mine = openDatabase({ url: server.url });
    const running = mine.session(async (session) => {
      await insert(session, 1);
      await session.execute("SELECT pg_sleep(60)");
    });
    running.catch(() => {});
    await mine.close({ timeoutMs: 100 });
    await expect(running).rejects.toMatchObject({ code: "DATABASE_CLOSED" });
    expect(await stored()).toEqual([]);
  });

  test.each([{}, { pipeline: true }])("leaves a pool of the caller's own open %o", async (config) => {
    const pool = new pg.Pool({ connectionString: server.url, ...config });
    const mine = openDatabase({ pool });
    await mine.session((session) => insert(session, 1));
    await mine.close();
    expect((await pool.query("SELECT id FROM notes")).rows).toEqual([{ id: 1 }]);
    await pool.end();
  });
});

test("a pool of a driver that is too old is refused", () => {
  const pool = new pg.Pool({ connectionString: server.url });
  Object.assign(pool, { Client: class {} });
  expect(() => openDatabase({ pool })).toThrow(expect.objectContaining({ code: "USAGE" }));
});

test("without prepared statements nothing is left on the connection", async () => {
  const mine = openDatabase({ url: server.url, preparedStatements: false });
  const notes = pgTable("notes", { id: integer().primaryKey(), text: text() });
  const { rows } = await mine.session(async (session) => {
    await session.repository(notes).create({ id: 1 });
    await session.drizzle.select().from(notes).prepare("mine").execute();
    return session.execute("SELECT name FROM pg_prepared_statements");
  });
  expect(rows).toEqual([]);
  await mine.close();
});

test("a database is not opened without a URL", () => {
  expect(() => openDatabase({ env: {} })).toThrow(expect.objectContaining({ code: "DATABASE_URL_MISSING" }));
});

test("check tells why a database does not answer", async () => {
  const unreachable = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" });
  expect(await unreachable.check()).toMatchObject({ ok: false, error: { code: "DATABASE_UNREACHABLE" } });
  await unreachable.close();
});
