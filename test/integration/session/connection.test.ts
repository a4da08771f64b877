import { getEventListeners } from "node:events";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import type { Session } from "../../../src/database/session.ts";
import { type CuttingProxy, startCuttingProxy } from "../../support/cutting-proxy.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

let server: TestDatabase;
let database: Database;
let proxy: CuttingProxy;
let proxied: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  proxy = await startCuttingProxy(server.url);
  database = openDatabase({ url: server.url });
  proxied = openDatabase({ url: proxy.url });
  await database.execute("CREATE TABLE notes (id int PRIMARY KEY)");
});
beforeEach(async () => {
  await database.execute("TRUNCATE notes");
});
afterAll(async () => {
  await proxied.close();
  await proxy.close();
  await database.close();
  await server.drop();
});

const insert = (session: Session, id: number) => session.execute("INSERT INTO notes VALUES ($1)", [id]);
const stored = async () =>
  (await database.execute<{ id: number }>("SELECT id FROM notes ORDER BY id")).rows.map(({ id }) => id);

async function kill(session: Session): Promise<void> {
  const { rows } = await session.execute<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const pid = rows[0]?.pid;
  await database.execute("SELECT pg_terminate_backend($1, 5000)", [pid]);
}

describe("a backend that is killed", () => {
  test("while its statement runs: one clear error with the first cause", async () => {
    const running = database.session(async (session) => {
      await insert(session, 1);
      await session.execute("SELECT pg_terminate_backend(pg_backend_pid())");
    });
    await expect(running).rejects.toMatchObject({
      code: "CONNECTION_LOST",
      message: expect.stringContaining("administrator command"),
      details: { sqlstate: "57P01" },
      cause: { code: "57P01" },
    });
    expect(await stored()).toEqual([]);
  });

  test("between two statements", async () => {
    const running = database.session(async (session) => {
      await insert(session, 1);
      await kill(session);
      await insert(session, 2);
    });
    await expect(running).rejects.toMatchObject({ code: "CONNECTION_LOST", cause: { code: "57P01" } });
    expect(await stored()).toEqual([]);
  });

  test("while the callback does something else: later statements name the first cause", async () => {
    const running = database.session(async (session) => {
      await kill(session);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await insert(session, 1).catch(() => {});
      await insert(session, 2);
    });
    await expect(running).rejects.toMatchObject({ code: "CONNECTION_LOST", cause: { code: "57P01" } });
  });

  test("before COMMIT: nothing is said to be committed", async () => {
    const running = database.session(async (session) => {
      await insert(session, 1);
      await kill(session);
    });
    await expect(running).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    expect(await stored()).toEqual([]);
  });

  test("inside a savepoint", async () => {
    const running = database.session((session) =>
      session.savepoint(async (inner) => {
        await insert(inner, 1);
        await kill(inner);
        await insert(inner, 2);
      }),
    );
    await expect(running).rejects.toMatchObject({ code: "CONNECTION_LOST", cause: { code: "57P01" } });
  });

  test("inside a transaction of Drizzle's", async () => {
    const running = database.session((session) =>
      session.drizzle.transaction(async (tx) => {
        await tx.execute("SELECT pg_terminate_backend(pg_backend_pid())");
      }),
    );
    await expect(running).rejects.toMatchObject({ code: "CONNECTION_LOST", cause: { code: "57P01" } });
  });

  test("by its idle timeout", async () => {
    const running = database.session(
      async (session) => {
        await insert(session, 1);
        await new Promise((resolve) => setTimeout(resolve, 200));
      },
      { settings: { idle_in_transaction_session_timeout: "50ms" } },
    );
    await expect(running).rejects.toMatchObject({ code: "CONNECTION_LOST", details: { sqlstate: "25P03" } });
  });

  test("while it is idle in the pool: the next session gets another", async () => {
    const pids = await database.session((session) => session.execute("SELECT pg_backend_pid() AS pid"));
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query("SELECT pg_terminate_backend($1, 5000)", [pids.rows[0]?.pid]);
    await client.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await database.session((session) => insert(session, 1));
    expect(await stored()).toEqual([1]);
  });

  test("in a pool of the caller's own", async () => {
    const pool = new pg.Pool({ connectionString: server.url });
    const mine = openDatabase({ pool });
    const running = mine.session((session) =>
      session.execute("SELECT pg_terminate_backend(pg_backend_pid())"),
    );
    await expect(running).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    await mine.session((session) => insert(session, 1));
    await pool.end();
    expect(await stored()).toEqual([1]);
  });
});

describe("a connection that is cut", () => {
  test("before a statement gets through", async () => {
    proxy.cutAt("INSERT", "before");
    await expect(proxied.session((session) => insert(session, 1))).rejects.toMatchObject({
      code: "CONNECTION_LOST",
    });
    expect(await stored()).toEqual([]);
  });

  test.each(["before", "after"] as const)("%s COMMIT gets through: nobody can tell", async (when) => {
    proxy.cutAt("COMMIT", when);
    const running = proxied.session((session) => insert(session, 1));
    await expect(running).rejects.toMatchObject({ code: "COMMIT_UNKNOWN" });
    await expect.poll(stored).toEqual(when === "before" ? [] : [1]);
  });
});

test("while backends are killed at random, a session that resolves is stored, and one that rejects is not", async () => {
  const many = openDatabase({ url: server.url, maxConnections: 5, applicationName: "to be killed" });
  const write = (id: number) =>
    many.session(async (session) => {
      await insert(session, id);
      await session.savepoint((inner) => inner.execute("SELECT pg_sleep(0.002)"));
    });
  let isKilling = true;
  const killing = (async () => {
    while (isKilling) {
      await database.execute(`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'to be killed'
        ORDER BY random() LIMIT 1`);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    }
  })();
  const outcomes = await Promise.allSettled(Array.from({ length: 300 }, (_, id) => write(id)));
  isKilling = false;
  await killing;
  const codes = outcomes.map((outcome) => (outcome.status === "fulfilled" ? "stored" : outcome.reason.code));
  const ids = new Set(await stored());
  for (const [id, code] of codes.entries()) {
    if (code !== "COMMIT_UNKNOWN") expect([id, ids.has(id)]).toEqual([id, code === "stored"]);
  }
  expect(new Set(codes)).toContain("CONNECTION_LOST");
  expect(new Set(codes)).toContain("stored");
  await many.close();
});

describe("an AbortSignal", () => {
  test("stops the running statement, rolls back and gives the connection back", async () => {
    const abort = new AbortController();
    const running = database.session(
      async (session) => {
        await insert(session, 1);
        setTimeout(() => abort.abort(new Error("enough")), 50);
        await session.execute("SELECT pg_sleep(60)");
      },
      { signal: abort.signal },
    );
    await expect(running).rejects.toMatchObject({ code: "INTERRUPTED", cause: { message: "enough" } });
    expect(await stored()).toEqual([]);
    const { total, idle } = (await database.check()).connections;
    expect(idle).toBe(total);
    const { rows } = await database.execute(
      "SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'",
    );
    expect(rows).toHaveLength(0);
  });

  test("ends a session whose callback hangs, and refuses what it does later", async () => {
    const abort = new AbortController();
    let kept: Session | undefined;
    const running = database.session(
      async (session) => {
        kept = session;
        await insert(session, 1);
        abort.abort();
        await new Promise(() => {});
      },
      { signal: abort.signal },
    );
    await expect(running).rejects.toMatchObject({ code: "INTERRUPTED" });
    await expect(kept?.execute("SELECT 1")).rejects.toMatchObject({ code: "SESSION_CLOSED" });
    expect(await stored()).toEqual([]);
  });

  test("at any moment: what resolves is stored, what is stopped is not, and nobody else is hit", async () => {
    const many = openDatabase({ url: server.url, maxConnections: 5 });
    const write = (id: number) => {
      const isStopped = id % 2 === 0;
      const signal = isStopped ? AbortSignal.timeout(Math.floor(Math.random() * 300)) : undefined;
      return many.session((session) => insert(session, id), { signal });
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 300 }, (_, id) => write(id)));
    const ids = new Set(await stored());
    for (const [id, outcome] of outcomes.entries()) {
      expect([id, ids.has(id)]).toEqual([id, outcome.status === "fulfilled"]);
      if (outcome.status === "rejected") {
        expect([id % 2, outcome.reason.code]).toEqual([0, "INTERRUPTED"]);
      }
    }
    await many.close();
  });

  test("that is aborted already starts nothing", async () => {
    const running = database.session(() => expect.unreachable(), { signal: AbortSignal.abort() });
    await expect(running).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  test("cuts the connection when the server does not answer", async () => {
    const abort = new AbortController();
    proxy.cutAt("pg_sleep(4)", "after");
    const running = proxied.session(
      async (session) => {
        setTimeout(() => abort.abort(), 50);
        await session.execute("SELECT pg_sleep(4)");
      },
      { signal: abort.signal },
    );
    await expect(running).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  test("that lives long keeps no listeners", async () => {
    const { signal } = new AbortController();
    for (let i = 0; i < 5; i += 1) await database.session((session) => insert(session, i), { signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("a pool without a free connection", () => {
  test("rejects in time and says who is to blame, then goes on", async () => {
    const small = openDatabase({ url: server.url, maxConnections: 1, acquireTimeoutMs: 100 });
    const running = small.session(async (session) => {
      await insert(session, 1);
      await small.session((another) => insert(another, 2));
    });
    await expect(running).rejects.toMatchObject({ code: "POOL_TIMEOUT", details: { connections: 1 } });
    await small.session((session) => insert(session, 3));
    expect(await stored()).toEqual([3]);
    await small.close();
  });

  test("gives up waiting when the signal aborts, and leaks no connection", async () => {
    const small = openDatabase({ url: server.url, maxConnections: 1 });
    const abort = new AbortController();
    await small.session(async (session) => {
      await insert(session, 1);
      const waiting = small.session((another) => insert(another, 2), { signal: abort.signal });
      abort.abort();
      await expect(waiting).rejects.toMatchObject({ code: "INTERRUPTED" });
    });
    await small.session((session) => insert(session, 3));
    expect(await stored()).toEqual([1, 3]);
    await small.close();
  });

  test("serves fifty sessions over three connections", async () => {
    const small = openDatabase({ url: server.url, maxConnections: 3 });
    await Promise.all(Array.from({ length: 50 }, (_, id) => small.session((session) => insert(session, id))));
    expect(await stored()).toHaveLength(50);
    await small.close();
  });
});
