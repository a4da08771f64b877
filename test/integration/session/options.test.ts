import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import type { Session } from "../../../src/database/session.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

let server: TestDatabase;
let database: Database;
const role = `varve_app_${process.pid}`;

beforeAll(async () => {
  server = await createTestDatabase();
  database = openDatabase({ url: server.url });
  await database.execute(`
    CREATE TABLE notes (id int PRIMARY KEY, tenant text NOT NULL DEFAULT current_setting('app.tenant'));
    ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON notes USING (tenant = current_setting('app.tenant'));
    INSERT INTO notes VALUES (1, 't1'), (2, 't2');
    DROP ROLE IF EXISTS ${role};
    CREATE ROLE ${role};
    GRANT SELECT, INSERT ON notes TO ${role};
    CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL);
  `);
});
afterAll(async () => {
  await database.execute(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await database.close();
  await server.drop();
});

const show = async (session: Session, name: string) => {
  const { rows } = await session.execute<{ value: string }>("SELECT current_setting($1, true) AS value", [
    name,
  ]);
  return rows[0]?.value;
};

describe("how a session begins", () => {
  test("a mistyped option is refused", async () => {
    const options = { readonly: true } as object;
    await expect(database.session(() => 1, options)).rejects.toMatchObject({
      code: "USAGE",
      hint: expect.stringContaining("readOnly"),
    });
  });

  test.each(["read committed", "repeatable read", "serializable"] as const)(
    "isolation %s",
    async (isolation) => {
      const shown = await database.session((session) => show(session, "transaction_isolation"), {
        isolation,
      });
      expect(shown).toBe(isolation);
    },
  );

  test("an unknown isolation level is refused before anything is sent", async () => {
    const isolation = "serializable; DROP TABLE notes" as "serializable";
    await expect(database.session(() => expect.unreachable(), { isolation })).rejects.toMatchObject({
      code: "USAGE",
    });
  });

  test("read-only, and deferrable", async () => {
    const options = { readOnly: true, deferrable: true, isolation: "serializable" } as const;
    const running = database.session(async (session) => {
      expect(await show(session, "transaction_read_only")).toBe("on");
      expect(await show(session, "transaction_deferrable")).toBe("on");
      await session.execute("INSERT INTO counters VALUES (9, 9)");
    }, options);
    await expect(running).rejects.toMatchObject({ code: "READ_ONLY" });
  });

  test("with a statement timeout, which holds from the first statement and for this session only", async () => {
    const slow = (session: Session) => session.execute("SELECT pg_sleep($1)", [30]);
    await expect(database.session(slow, { statementTimeoutMs: 50 })).rejects.toMatchObject({
      code: "STATEMENT_TIMEOUT",
    });
    const plain = (session: Session) => session.execute("SELECT pg_sleep(30)");
    await expect(database.session(plain, { statementTimeoutMs: 50 })).rejects.toMatchObject({
      code: "STATEMENT_TIMEOUT",
    });
    expect(await database.session((session) => show(session, "statement_timeout"))).toBe("0");
  });

  test("with settings, any text being a value and never SQL", async () => {
    const value = "O'Brien\\'; DROP TABLE notes; --\n$1";
    const settings = { "app.tenant": value, "app.other": "" };
    expect(await database.session((session) => show(session, "app.tenant"), { settings })).toBe(value);
    expect(await database.session((session) => show(session, "app.tenant"))).toBe("");
  });

  test("as a role, whose row-level security holds in the database itself", async () => {
    const options = { role, settings: { "app.tenant": "t1" } };
    const seen = await database.session((session) => session.execute("SELECT id FROM notes"), options);
    expect(seen.rows).toEqual([{ id: 1 }]);
    const stealing = database.session(
      (session) => session.execute("INSERT INTO notes VALUES (3, 't2')"),
      options,
    );
    await expect(stealing).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      details: { sqlstate: "42501" },
    });
    expect((await database.execute("SELECT current_user = session_user AS same")).rows).toEqual([
      { same: true },
    ]);
  });

  test.each([{ role: undefined }, { settings: { "app.tenant": undefined } }])(
    "%o is refused: it could have meant more rights than intended",
    async (options) => {
      const running = database.session(() => expect.unreachable(), options as object);
      await expect(running).rejects.toMatchObject({ code: "UNDEFINED_VALUE" });
    },
  );

  test("a role that does not exist is an error, not the pool's own rights", async () => {
    const running = database.session((session) => session.execute("SELECT 1"), { role: "no such role" });
    await expect(running).rejects.toMatchObject({ code: "INVALID_VALUE" });
  });
});

describe("retries", () => {
  test("fifty increments at once, all of them counted", async () => {
    await database.execute("INSERT INTO counters VALUES (1, 0)");
    const increment = async (session: Session) => {
      const { rows } = await session.execute<{ value: number }>("SELECT value FROM counters WHERE id = 1");
      await session.execute("UPDATE counters SET value = $1 WHERE id = 1", [(rows[0]?.value ?? 0) + 1]);
    };
    const options = { isolation: "serializable", retries: 100 } as const;
    await Promise.all(Array.from({ length: 50 }, () => database.session(increment, options)));
    const { rows } = await database.execute("SELECT value FROM counters WHERE id = 1");
    expect(rows).toEqual([{ value: 50 }]);
  });

  test("also when the callback makes another error of it, or swallows it", async () => {
    const attempts: number[] = [];
    const running = database.session(
      async (session) => {
        attempts.push(1);
        const raise = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$";
        await session.execute(raise).catch(() => {
          if (attempts.length === 2) throw new Error("mine");
        });
      },
      { retries: 2 },
    );
    await expect(running).rejects.toMatchObject({
      code: "SESSION_ABORTED",
      cause: { code: "SERIALIZATION_FAILURE" },
    });
    expect(attempts).toHaveLength(3);
  });

  test("of a deadlock", async () => {
    await database.execute("INSERT INTO counters VALUES (2, 0), (3, 0)");
    const both = (first: number, second: number) => async (session: Session) => {
      await session.execute("UPDATE counters SET value = value + 1 WHERE id = $1", [first]);
      await session.execute("SELECT pg_sleep(0.1)");
      await session.execute("UPDATE counters SET value = value + 1 WHERE id = $1", [second]);
    };
    const options = { retries: 5, settings: { deadlock_timeout: "50ms" } };
    await Promise.all([database.session(both(2, 3), options), database.session(both(3, 2), options)]);
    const { rows } = await database.execute("SELECT value FROM counters WHERE id IN (2, 3)");
    expect(rows).toEqual([{ value: 2 }, { value: 2 }]);
  });

  test("none by default, and none for other errors", async () => {
    let attempts = 0;
    const fail = (sqlstate: string) => async (session: Session) => {
      attempts += 1;
      await session.execute(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${sqlstate}'; END $$`);
    };
    await expect(database.session(fail("40001"))).rejects.toMatchObject({ code: "SERIALIZATION_FAILURE" });
    await expect(database.session(fail("40P01"))).rejects.toMatchObject({ code: "DEADLOCK" });
    await expect(database.session(fail("P0001"), { retries: 5 })).rejects.toMatchObject({
      code: "STATEMENT_FAILED",
    });
    expect(attempts).toBe(3);
  });
});
