import { desc, gt, sql } from "drizzle-orm";
import { integer, jsonb, pgTable, text, timestamp, varchar } from "drizzle-orm/pg-core";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import type { Session } from "../../../src/database/session.ts";
import type { OrderBy } from "../../../src/repository/order.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

const items = pgTable("items", {
  id: integer().primaryKey(),
  name: text(),
  rank: integer(),
  kind: varchar().notNull().default("plain"),
  tags: text().array(),
  data: jsonb(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
});
type Item = typeof items.$inferInsert;

let server: TestDatabase;
let database: Database;
const inSession = <T>(fn: (session: Session) => Promise<T>) => database.session(fn);
const at = (ms: number) => new Date(1_700_000_000_000 + ms);

beforeAll(async () => {
  server = await createTestDatabase();
  database = openDatabase({ url: server.url });
  await database.execute(`
    CREATE TABLE items (id int PRIMARY KEY, name text, rank int, kind varchar NOT NULL DEFAULT 'plain', tags text[],
      data jsonb, created_at timestamptz NOT NULL)
  `);
});
beforeEach(async () => {
  await database.execute("TRUNCATE items");
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const store = (...rows: Partial<Item>[]) =>
  inSession((session) =>
    session.repository(items).createMany(rows.map((row, i) => ({ id: i + 1, createdAt: at(i), ...row }))),
  );
const ids = (rows: { id: number }[]) => rows.map(({ id }) => id);

describe("find", () => {
  beforeEach(() =>
    store(
      { name: "a", rank: 1, tags: ["x"], data: { a: 1 } },
      { name: "b", rank: 2, tags: [] },
      { name: null, rank: null },
      { name: "a", rank: 4, kind: "other" },
    ),
  );

  test.each<[object, number[]]>([
    [{}, [1, 2, 3, 4]],
    [{ name: "a" }, [1, 4]],
    [{ name: "a", kind: "other" }, [4]],
    [{ name: null }, [3]],
    [{ name: ["a", "b"] }, [1, 2, 4]],
    [{ name: ["b", null] }, [2, 3]],
    [{ name: [] }, []],
    [{ tags: ["x"] }, [1]],
    [{ tags: [] }, [2]],
    [{ data: { a: 1 } }, [1]],
    [{ createdAt: at(1) }, [2]],
    [{ createdAt: [at(1), at(2)] }, [2, 3]],
  ])("where %j", async (where, expected) => {
    const found = await inSession((session) => session.repository(items).find({ where }));
    expect(ids(found)).toEqual(expected);
  });

  test("with a condition of Drizzle's, an order, a limit and an offset", async () => {
    await inSession(async (session) => {
      const repository = session.repository(items);
      expect(ids(await repository.find({ where: gt(items.rank, 1) }))).toEqual([2, 4]);
      expect(ids(await repository.find({ orderBy: { name: "desc", rank: "desc" } }))).toEqual([3, 2, 4, 1]);
      expect(ids(await repository.find({ orderBy: [desc(items.kind), desc(items.rank)] }))).toEqual([
        3, 2, 1, 4,
      ]);
      expect(ids(await repository.find({ orderBy: sql`name nulls first` }))).toEqual([3, 1, 4, 2]);
      expect(ids(await repository.find({ limit: 2, offset: 1 }))).toEqual([2, 3]);
      expect(await repository.find({ limit: 0 })).toEqual([]);
    });
  });

  test.each([
    [{ where: undefined }, "UNDEFINED_VALUE"],
    [{ where: { name: undefined } }, "UNDEFINED_VALUE"],
    [{ where: { name: ["a", undefined] } }, "UNDEFINED_VALUE"],
    [{ where: "name = 'a'" }, "UNDEFINED_VALUE"],
    [{ where: { nam: "a" } }, "UNKNOWN_COLUMN"],
    [{ where: { created_at: at(0) } }, "UNKNOWN_COLUMN"],
    [{ wher: { name: "a" } }, "USAGE"],
    [{ orderBy: { nmae: "asc" } }, "UNKNOWN_COLUMN"],
    [{ orderBy: { name: "up" } }, "USAGE"],
    [{ orderBy: null }, "USAGE"],
    [{ orderBy: "name" }, "USAGE"],
    [{ orderBy: ["name desc"] }, "USAGE"],
    [{ orderBy: [{ name: "desc" }] }, "USAGE"],
    [null, "USAGE"],
    [{ limit: -1 }, "USAGE"],
    [{ limit: "2" }, "USAGE"],
    [{ limit: Number.NaN }, "USAGE"],
    [{ offset: 1.5 }, "USAGE"],
  ])("refuses %o, which never means every row", async (options, code) => {
    await inSession(async (session) => {
      await expect(session.repository(items).find(options as never)).rejects.toMatchObject({ code });
    });
  });

  test("exists and count take the same conditions", async () => {
    await inSession(async (session) => {
      const repository = session.repository(items);
      expect(await repository.exists({ name: "a" })).toBe(true);
      expect(await repository.exists(gt(items.rank, 4))).toBe(false);
      expect(await repository.exists(3)).toBe(true);
      expect(await repository.count()).toBe(4);
      expect(await repository.count({ where: { name: "a" } })).toBe(2);
      await expect(repository.count({ where: undefined } as never)).rejects.toMatchObject({
        code: "UNDEFINED_VALUE",
      });
      await expect(repository.exists({ name: undefined } as never)).rejects.toMatchObject({
        code: "UNDEFINED_VALUE",
      });
    });
  });

  test("count estimates from the statistics, and counts where there are none", async () => {
    const count = () => inSession((session) => session.repository(items).count({ estimate: true }));
    await database.execute("TRUNCATE items; ANALYZE items");
    await store({}, {}, {});
    expect(await count()).toBeOneOf([0, 3]);
    await database.execute("ANALYZE items");
    expect(await count()).toBe(3);
  });
});

describe("getAll", () => {
  test("gives every row in the order of the keys", async () => {
    await store({ id: 3 }, { id: 1 }, { id: 2 });
    expect(ids(await inSession((session) => session.repository(items).getAll()))).toEqual([1, 2, 3]);
  });

  test("never leaves rows out silently", async () => {
    await store(...Array.from({ length: 1_001 }, () => ({})));
    await inSession(async (session) => {
      const repository = session.repository(items);
      await expect(repository.getAll()).rejects.toMatchObject({
        code: "TOO_MANY_ROWS",
        details: { limit: 1_000 },
      });
      expect(await repository.getAll({ limit: 10 })).toHaveLength(10);
      expect(await repository.getAll({ limit: 2_000 })).toHaveLength(1_001);
      await repository.delete(1);
      expect(await repository.getAll()).toHaveLength(1_000);
    });
  });
});

test("getLatest gives the newest first, those of one moment by their key", async () => {
  await store({ createdAt: at(5) }, { createdAt: at(9) }, { createdAt: at(5) }, { createdAt: at(1) });
  await inSession(async (session) => {
    const repository = session.repository(items);
    expect(ids(await repository.getLatest())).toEqual([2]);
    expect(ids(await repository.getLatest(3))).toEqual([2, 3, 1]);
    expect(ids(await repository.getLatest(9, { where: { id: [1, 4] } }))).toEqual([1, 4]);
  });
});

describe("page", () => {
  const direction = fc.constantFrom("asc" as const, "desc" as const);
  const order = fc.oneof(
    fc.record({ name: direction, rank: direction }, { requiredKeys: [] }),
    fc.record({ rank: direction, id: direction }, { requiredKeys: [] }),
    fc.record({ createdAt: direction, name: direction }),
    fc.constant({ createdAt: "desc" as const }),
  ) as fc.Arbitrary<OrderBy<typeof items>>;
  const row = fc.record({
    name: fc.option(fc.constantFrom("a", "B", "ä", "", '"', "\\")),
    rank: fc.option(fc.integer({ min: -2, max: 2 })),
    micros: fc.integer({ min: 0, max: 3 }),
  });

  test("after page gives all rows in order, each one once", async () => {
    const law = fc.asyncProperty(
      fc.array(row, { maxLength: 12 }),
      order,
      fc.integer({ min: 1, max: 5 }),
      (rows, orderBy, limit) =>
        inSession(async (session) => {
          await session.execute("TRUNCATE items");
          for (const [id, { name, rank, micros }] of rows.entries()) {
            const createdAt = sql`timestamptz '2026-01-01' + ${micros}::int * interval '1 microsecond'`;
            await session.repository(items).create({ id, name, rank, createdAt });
          }
          const repository = session.repository(items);
          const pages: Item[] = [];
          let after: string | undefined;
          do {
            const page = await repository.page({ orderBy, limit, after });
            expect(page.rows.length).toBeLessThanOrEqual(limit);
            pages.push(...page.rows);
            after = page.next;
          } while (after !== undefined);
          expect(pages).toEqual(await repository.find({ orderBy }));
        }),
    );
    await fc.assert(law, { numRuns: 60 });
  });

  test("is not disturbed by rows that are added or removed meanwhile", async () => {
    await store({ id: 10 }, { id: 20 }, { id: 30 });
    await inSession(async (session) => {
      const repository = session.repository(items);
      const first = await repository.page({ limit: 2 });
      await repository.delete(20);
      await repository.create({ id: 15, createdAt: at(0) });
      await repository.create({ id: 25, createdAt: at(0) });
      const { rows, next } = await repository.page({ limit: 2, after: first.next });
      expect(ids(rows)).toEqual([25, 30]);
      expect(next).toBeUndefined();
    });
  });

  test("refuses a cursor that is not its own", async () => {
    await store({}, {});
    await inSession(async (session) => {
      const repository = session.repository(items);
      const { next } = await repository.page({ limit: 1 });
      const forged = ["", "x", "W10", Buffer.from('["id asc",[{"a":1}]]').toString("base64url")];
      for (const after of forged) {
        await expect(repository.page({ after })).rejects.toMatchObject({ code: "INVALID_CURSOR" });
      }
      await expect(repository.page({ orderBy: { id: "desc" }, after: next })).rejects.toMatchObject({
        code: "INVALID_CURSOR",
      });
    });
  });
});

describe("stream", () => {
  test("gives every row, however many fit into a batch", async () => {
    await store(...Array.from({ length: 10 }, () => ({})));
    await inSession(async (session) => {
      for (const batchSize of [1, 3, 5, 10, 100]) {
        const streamed: number[] = [];
        for await (const { id } of session.repository(items).stream({ batchSize })) streamed.push(id);
        expect(streamed).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      }
    });
  });

  test("lets other statements run meanwhile, and gives the rows as they were at its start", async () => {
    await store({ rank: 1 }, { rank: 2 }, { rank: 3 });
    await inSession(async (session) => {
      const repository = session.repository(items);
      const ranks: unknown[] = [];
      for await (const { id, rank } of repository.stream({ batchSize: 1 })) {
        ranks.push(rank);
        await repository.update(id === 3 ? 3 : id + 1, { rank: 9 });
      }
      expect(ranks).toEqual([1, 2, 3]);
      expect(ids(await repository.find({ where: { rank: 9 } }))).toEqual([2, 3]);
    });
  });

  test("closes its cursor when the caller stops early, throws, or a statement fails", async () => {
    await store({}, {}, {});
    await inSession(async (session) => {
      const repository = session.repository(items);
      const open = async () =>
        (await session.execute("SELECT FROM pg_cursors WHERE name LIKE 'varve%'")).rowCount;
      for await (const _ of repository.stream({ batchSize: 1 })) break;
      expect(await open()).toBe(0);
      const throwing = async () => {
        for await (const _ of repository.stream({ batchSize: 1 })) throw new Error("mine");
      };
      await expect(throwing()).rejects.toThrow("mine");
      expect(await open()).toBe(0);
      const failing = session.savepoint(async (inner) => {
        for await (const _ of inner.repository(items).stream({ batchSize: 1 }))
          await inner.execute("SELECT 1/0");
      });
      await expect(failing).rejects.toMatchObject({ code: "INVALID_VALUE" });
      expect(await open()).toBe(0);
    });
  });

  test("takes a condition and an order, and none of what it does not know", async () => {
    await store({ rank: 1 }, { rank: 2 }, { rank: 3 });
    await inSession(async (session) => {
      const repository = session.repository(items);
      const streamed: number[] = [];
      for await (const { id } of repository.stream({ where: { rank: [1, 3] }, orderBy: { rank: "desc" } })) {
        streamed.push(id);
      }
      expect(streamed).toEqual([3, 1]);
      expect(() => repository.stream({ filter: {} } as never)).toThrow(
        expect.objectContaining({ code: "USAGE" }),
      );
    });
  });
});
