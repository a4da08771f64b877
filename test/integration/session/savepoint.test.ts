import { drizzle } from "drizzle-orm/node-postgres";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import type { Session } from "../../../src/database/session.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

const notes = pgTable("notes", { id: integer().primaryKey(), text: text() });

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

const insert = (session: Session, id: number) => session.execute("INSERT INTO notes VALUES ($1)", [id]);
const stored = async () =>
  (await database.execute<{ id: number }>("SELECT id FROM notes ORDER BY id")).rows.map(({ id }) => id);

describe("a savepoint", () => {
  test("that throws undoes its part only", async () => {
    await database.session(async (session) => {
      await insert(session, 1);
      await expect(
        session.savepoint(async (inner) => {
          await insert(inner, 2);
          await insert(inner, 1);
        }),
      ).rejects.toMatchObject({ code: "UNIQUE_VIOLATION" });
      await insert(session, 3);
    });
    expect(await stored()).toEqual([1, 3]);
  });

  test("gives what its callback gives, and keeps what it did", async () => {
    const given = await database.session((session) =>
      session.savepoint(async (inner) => {
        await insert(inner, 1);
        return inner.savepoint(async (innermost) => {
          await insert(innermost, 2);
          return "deep";
        });
      }),
    );
    expect(given).toBe("deep");
    expect(await stored()).toEqual([1, 2]);
  });

  test("that is rolled back takes those inside of it along", async () => {
    await database.session(async (session) => {
      await session
        .savepoint(async (inner) => {
          await inner.savepoint((innermost) => insert(innermost, 1));
          throw new Error("mine");
        })
        .catch(() => {});
      await insert(session, 2);
    });
    expect(await stored()).toEqual([2]);
  });

  test("that swallows the error of a statement rejects; the session may go on", async () => {
    await database.session(async (session) => {
      await insert(session, 1);
      const inner = session.savepoint(async (inner) => {
        await insert(inner, 2);
        await insert(inner, 1).catch(() => {});
      });
      await expect(inner).rejects.toMatchObject({
        code: "SESSION_ABORTED",
        cause: { code: "UNIQUE_VIOLATION" },
      });
    });
    expect(await stored()).toEqual([1]);
  });

  test("can be left and entered any number of times, also after errors, at the first statement", async () => {
    await database.session(async (session) => {
      for (let id = 0; id < 10; id += 1) {
        await session
          .savepoint(async (inner) => {
            await insert(inner, id);
            if (id % 3 === 0) await insert(inner, id);
          })
          .catch((error) => expect(error).toMatchObject({ code: "UNIQUE_VIOLATION" }));
      }
    });
    expect(await stored()).toEqual([1, 2, 4, 5, 7, 8]);
  });

  test("costs no round trip of its own", async () => {
    const query = vi.spyOn(pg.Client.prototype, "query");
    await database.session(async (session) => {
      await session.savepoint(async () => {});
      await session.savepoint((inner) => insert(inner, 1));
      await session.savepoint((inner) => insert(inner, 2));
    });
    expect(query).toHaveBeenCalledTimes(3);
    query.mockRestore();
  });

  test("is refused beside another one, which would undo it unseen", async () => {
    await database.session(async (session) => {
      const first = session.savepoint(async (inner) => {
        await insert(inner, 1);
        await session.savepoint((nested) => insert(nested, 2));
        await insert(session, 3);
      });
      await expect(session.savepoint((inner) => insert(inner, 4))).rejects.toMatchObject({
        code: "SAVEPOINT_OPEN",
      });
      await expect(insert(session, 5)).rejects.toMatchObject({ code: "SAVEPOINT_OPEN" });
      await first;
    });
    expect(await stored()).toEqual([1, 2, 3]);
  });

  test("is refused after its callback has ended", async () => {
    await database.session(async (session) => {
      let kept: Session | undefined;
      await session.savepoint(async (inner) => {
        kept = inner;
      });
      await expect(kept?.execute("SELECT 1")).rejects.toMatchObject({ code: "SESSION_CLOSED" });
      await insert(session, 1);
    });
    expect(await stored()).toEqual([1]);
  });
});

describe("Drizzle's own transaction", () => {
  test("is a savepoint, and so are those inside of it", async () => {
    await database.session(async (session) => {
      await session.drizzle.insert(notes).values({ id: 1 });
      await session.drizzle.transaction(async (tx) => {
        await tx.insert(notes).values({ id: 2 });
        await tx
          .transaction(async (inner) => {
            await inner.insert(notes).values({ id: 3 });
            inner.rollback();
          })
          .catch(() => {});
        await tx.transaction((inner) => inner.insert(notes).values({ id: 4 }));
      });
      await session.drizzle
        .transaction(async (tx) => {
          await tx.insert(notes).values({ id: 5 });
          await tx.insert(notes).values({ id: 1 });
        })
        .catch(() => {});
    });
    expect(await stored()).toEqual([1, 2, 4]);
  });

  test("that swallows an error rejects as a session does", async () => {
    await database.session(async (session) => {
      const running = session.drizzle.transaction(async (tx) => {
        await tx.insert(notes).values({ id: 1 });
        await tx.execute("SELECT 1/0").catch(() => {});
      });
      await expect(running).rejects.toMatchObject({ cause: { code: "SESSION_ABORTED" } });
      await insert(session, 2);
    });
    expect(await stored()).toEqual([2]);
  });

  test("is refused beside a savepoint of the session, and undoes nothing in it", async () => {
    await database.session(async (session) => {
      const savepoint = session.savepoint(async (inner) => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        await insert(inner, 1);
        await insert(inner, 2);
      });
      const beside = session.drizzle.transaction((tx) => tx.insert(notes).values({ id: 3 }));
      await expect(beside).rejects.toMatchObject({ cause: { code: "SAVEPOINT_OPEN" } });
      await savepoint;
    });
    expect(await stored()).toEqual([1, 2]);
  });

  test("is refused beside another one", async () => {
    await database.session(async (session) => {
      const [first, second] = await Promise.allSettled([
        session.drizzle.transaction((tx) => tx.insert(notes).values({ id: 1 })),
        session.drizzle.transaction((tx) => tx.insert(notes).values({ id: 2 })),
      ]);
      expect(first.status).toBe("fulfilled");
      expect(second).toMatchObject({ status: "rejected", reason: { cause: { code: "SAVEPOINT_OPEN" } } });
    });
    expect(await stored()).toEqual([1]);
  });

  test("cannot have another isolation level than its session", async () => {
    const running = database.session((session) =>
      session.drizzle.transaction(async () => {}, { isolationLevel: "serializable" }),
    );
    await expect(running).rejects.toMatchObject({ code: "USAGE" });
  });

  test("rolls the whole session back when its error leaves the callback", async () => {
    const running = database.session(async (session) => {
      await insert(session, 1);
      await session.drizzle.transaction(async (tx) => tx.insert(notes).values({ id: 1 }));
    });
    await expect(running).rejects.toMatchObject({ code: "UNIQUE_VIOLATION" });
    expect(await stored()).toEqual([]);
  });
});

test("session.drizzle and the repositories are made by the caller's own factory", async () => {
  const queries: string[] = [];
  const logger = { logQuery: (query: string) => queries.push(query) };
  const logged = openDatabase({ url: server.url, drizzle: (client) => drizzle({ client, logger }) });
  await logged.session(async (session) => {
    await session.drizzle.insert(notes).values({ id: 1 });
    await session.repository(notes).get(1);
  });
  expect(queries).toEqual([expect.stringMatching(/^insert/), expect.stringMatching(/^select/)]);
  await logged.close();
});
