import { pgTable, text, timestamp } from "drizzle-orm/pg-core";
import fc from "fast-check";
import { validate, version } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { isVarveError } from "../../../src/errors.ts";
import { EventRepository } from "../../../src/events/event-repository.ts";
import { eventColumns, eventIndexes, type JsonObject } from "../../../src/events/table.ts";
import { openEventDatabase } from "./support.ts";

let database: Awaited<ReturnType<typeof openEventDatabase>>;
beforeAll(async () => {
  database = await openEventDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(() => database.execute("TRUNCATE events"));

const inSession = <T>(fn: (repository: EventRepository) => Promise<T>): Promise<T> =>
  database.session((session) => fn(new EventRepository(session)));

describe("EventRepository", () => {
  it("stores an event under a version 7 id and gives it back with the times of the database", async () => {
    const event = await inSession((repository) => repository.create({ data: { type: "a", n: 1 } }));
    expect(validate(event.id) && version(event.id)).toBe(7);
    expect(event).toMatchObject({ data: { type: "a", n: 1 }, taskContext: null });
    expect(event.createdAt).toBeInstanceOf(Date);
    expect(await inSession((repository) => repository.get(event.id))).toEqual(event);
  });

  it("keeps the order of insertion within one transaction, by id and by time", async () => {
    const ids: string[] = [];
    await inSession(async (repository) => {
      for (let n = 0; n < 20; n += 1) ids.push((await repository.create({ data: { n } })).id);
    });
    expect([...ids].sort()).toEqual(ids);
    const { rows } = await database.execute<{ id: string }>("SELECT id FROM events ORDER BY created_at");
    expect(rows.map(({ id }) => id)).toEqual(ids);
  });

  it("renews updatedAt on update, by the clock of the server", async () => {
    const { id, createdAt } = await inSession((repository) => repository.create({ data: { a: 1 } }));
    const after = await inSession((repository) => repository.update(id, { data: { a: 2 } }));
    expect(after.createdAt).toEqual(createdAt);
    const { rows } = await database.execute("SELECT updated_at > created_at AS newer FROM events");
    expect(rows).toEqual([{ newer: true }]);
  });

  it("refuses what would not come back equal, before anything is sent", async () => {
    const bad = { a: { b: ["x\0y"] } };
    const refused = { code: "EVENT_INVALID", details: { path: "/a/b/0", reason: "text" } };
    await inSession(async (repository) => {
      await expect(repository.create({ data: bad })).rejects.toMatchObject(refused);
      await expect(repository.createMany([{ data: {} }, { data: bad }])).rejects.toMatchObject({
        code: "EVENT_INVALID",
        message: expect.stringContaining("Event 2 of 2"),
        details: { index: 1, path: "/a/b/0" },
      });
      await expect(repository.ingest([{ data: {} }, { data: bad }])).rejects.toMatchObject({
        details: { index: 1 },
      });
      await expect(repository.findByData(bad)).rejects.toMatchObject(refused);
      const { id } = await repository.create({ data: {} });
      await expect(repository.update(id, { data: bad })).rejects.toMatchObject(refused);
      await expect(repository.update(id, { taskContext: bad })).rejects.toMatchObject(refused);
      await expect(repository.complete(id, { n: Number.NaN })).rejects.toMatchObject({
        details: { path: "/n" },
      });
    });
    expect(await inSession((repository) => repository.count())).toBe(1);
  });

  it("refuses ids that are no UUIDs, and SQL in place of data", async () => {
    await inSession(async (repository) => {
      const ofNoVersion = "11111111-1111-1111-1111-11111111111A";
      expect(await repository.create({ id: ofNoVersion, data: {} })).toMatchObject({
        id: ofNoVersion.toLowerCase(),
      });
      await expect(repository.create({ id: "7", data: {} })).rejects.toMatchObject({
        code: "EVENT_INVALID",
        details: { reason: "id" },
      });
      const { sql } = await import("drizzle-orm");
      await expect(repository.create({ data: sql`'{}'::jsonb` })).rejects.toMatchObject({
        details: { reason: "type" },
      });
    });
  });

  it("refuses what is no item at all", async () => {
    await inSession(async (repository) => {
      for (const item of [null, undefined, "text", {}] as unknown as { data: object }[]) {
        await expect(repository.create(item)).rejects.toMatchObject({ details: { reason: "root" } });
        await expect(repository.ingest([item])).rejects.toMatchObject({ details: { index: 0 } });
      }
      const { proxy, revoke } = Proxy.revocable({ data: {} }, {});
      revoke();
      for (const items of [undefined, {}, "text"] as unknown as object[][]) {
        await expect(repository.ingest(items as [])).rejects.toMatchObject({ code: "USAGE" });
        await expect(repository.createMany(items as [])).rejects.toMatchObject({ code: "USAGE" });
      }
      await expect(repository.ingest([proxy])).rejects.toMatchObject({ details: { reason: "unreadable" } });
    });
  });

  it("stores what was checked, when the caller changes the event while it waits", async () => {
    const data: JsonObject = { a: 1 };
    const event = await inSession((repository) => {
      const creation = repository.create({ data });
      data.a = Number.NaN;
      return creation;
    });
    expect(event.data).toEqual({ a: 1 });
  });

  it("tells of a second event with the same id", async () => {
    const { id } = await inSession((repository) => repository.create({ data: {} }));
    await expect(inSession((repository) => repository.create({ id, data: {} }))).rejects.toMatchObject({
      code: "UNIQUE_VIOLATION",
    });
  });

  it("finds events by what they contain and by type, newest first", async () => {
    const ids = await inSession((repository) =>
      repository.ingest([
        { data: { type: "order", customer: { id: 7, name: "A" }, tags: ["x", "y"] } },
        { data: { type: "order", customer: { id: 8 } } },
        { data: { type: "refund", customer: { id: 7 } } },
      ]),
    ).then((result) => result.ids);
    await inSession(async (repository) => {
      const found = async (part: object, options = {}) =>
        (await repository.findByData(part, options)).map(({ id }) => ids.indexOf(id));
      expect(await found({ customer: { id: 7 } })).toEqual([2, 0]);
      expect(await found({ tags: ["y"] })).toEqual([0]);
      expect(await found({ type: "order" }, { limit: 1 })).toEqual([1]);
      expect(await found({ type: "' OR true --" })).toEqual([]);
      const ofType = await repository.findByType("order");
      expect(ofType.map(({ id }) => ids.indexOf(id))).toEqual([1, 0]);
    });
  });

  it("knows what is pending, oldest first, by its index", async () => {
    await inSession(async (repository) => {
      const { ids } = await repository.ingest([{ data: { n: 0 } }, { data: { n: 1 } }, { data: { n: 2 } }]);
      await repository.complete(ids[0] as string, { done: true });
      expect((await repository.pending()).map(({ id }) => id)).toEqual(ids.slice(1));
      expect(await repository.pending({ limit: 1 })).toHaveLength(1);
      await repository.update(ids[0] as string, { taskContext: null });
      expect(await repository.pending()).toHaveLength(3);
    });
    const { rows } = await database.session(async (session) => {
      await session.execute("SET LOCAL enable_seqscan TO off; SET LOCAL enable_indexscan TO on");
      await session.execute("SET LOCAL enable_sort TO off");
      return session.execute<{ "QUERY PLAN": string }>(
        `EXPLAIN SELECT * FROM events WHERE (task_context IS NULL OR task_context @> '{"$failure": {"final": false}}') ORDER BY id LIMIT 10`,
      );
    });
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("events_pending_idx");
  });

  it("says which completion has no event", async () => {
    await expect(
      inSession((repository) => repository.complete("01890000-0000-7000-8000-000000000000", {})),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("ingest", () => {
  it("stores thousands of events in their order and gives their ids", async () => {
    const items = Array.from({ length: 2_500 }, (_, n) => ({ data: { n, text: "'\"\\ é 😀 \n" } }));
    const { stored, ids } = await inSession((repository) => repository.ingest(items));
    expect(stored).toBe(2_500);
    expect(new Set(ids).size).toBe(2_500);
    const { rows } = await database.execute<{ id: string; data: unknown }>(
      "SELECT id, data FROM events ORDER BY created_at, id",
    );
    expect(rows.map(({ id }) => id)).toEqual(ids);
    expect(rows.map(({ data }) => data)).toEqual(items.map(({ data }) => data));
  });

  it("can be run again: what is there stays as it is", async () => {
    const first = await inSession((repository) => repository.ingest([{ data: { n: 1 } }]));
    const id = first.ids[0] as string;
    const again = await inSession((repository) =>
      repository.ingest([
        { id: id.toUpperCase(), data: { n: 2 } },
        { data: { n: 3 } },
        { id, data: { n: 4 } },
      ]),
    );
    expect(again.stored).toBe(1);
    expect(again.ids).toEqual([id, expect.any(String), id]);
    expect((await inSession((repository) => repository.getOrThrow(id))).data).toEqual({ n: 1 });
  });

  it("takes nothing, and events of megabytes", async () => {
    expect(await inSession((repository) => repository.ingest([]))).toEqual({ stored: 0, ids: [] });
    const large = Array.from({ length: 20 }, () => ({ data: { text: "x".repeat(1_000_000) } }));
    expect(await inSession((repository) => repository.ingest(large))).toMatchObject({ stored: 20 });
  });

  it("fills the columns of an extended table, and keeps to the scope of the repository", async () => {
    const orders = pgTable(
      "order_events",
      { ...eventColumns, tenant: text().notNull(), shard: text().notNull().default("s1"), at: timestamp() },
      eventIndexes,
    );
    await using database = await openEventDatabase(orders);
    const at = new Date("2026-11-22T10:00:00Z");
    const ids = await database.session(async (session) => {
      const repository = new EventRepository(session, { table: orders, scope: { tenant: "t1" } });
      const { stored, ids } = await repository.ingest([{ data: { n: 1 }, at }, { data: { n: 2 } }]);
      expect(stored).toBe(2);
      expect(await repository.ingest([{ id: ids[0] as string, data: {} }, { data: { n: 3 } }])).toMatchObject(
        {
          stored: 1,
        },
      );
      await expect(repository.ingest([{ data: {}, tenant: "t2" }])).rejects.toMatchObject({
        code: "SCOPE_VIOLATION",
      });
      return ids;
    });
    const unscoped = await database.session((session) =>
      new EventRepository(session, { table: orders }).getOrThrow(ids[0] as string),
    );
    expect(unscoped).toMatchObject({ tenant: "t1", shard: "s1", at, data: { n: 1 } });
    await database.session(async (session) => {
      const other = new EventRepository(session, { table: orders, scope: { tenant: "t2" } });
      expect(await other.get(ids[0] as string)).toBeUndefined();
      expect(await other.pending()).toEqual([]);
      expect(await other.findByData({ n: 1 })).toEqual([]);
    });
  });
});

describe("types", () => {
  const types = {
    order: z.object({ type: z.literal("order"), amount: z.number().min(10), note: z.string().optional() }),
    slow: {
      "~standard": {
        version: 1 as const,
        vendor: "test",
        validate: async (value: unknown) =>
          (value as { ok?: boolean }).ok
            ? { value }
            : { issues: [{ message: "not hunter2-secret", path: [{ key: "ok" }] }] },
      },
    },
  };
  const create = (data: object) =>
    database.session((session) => new EventRepository(session, { types }).create({ data }));

  it("stores an event that fits the schema of its type as it came in", async () => {
    const event = await create({ type: "order", amount: 10, unknown: true });
    expect(event.data).toEqual({ type: "order", amount: 10, unknown: true });
  });

  it("says where an event does not fit", async () => {
    await expect(create({ type: "order", amount: 1, note: 5 })).rejects.toMatchObject({
      code: "EVENT_INVALID",
      message: expect.stringContaining("/amount, /note"),
      details: {
        path: "/amount",
        reason: "schema",
        type: "order",
        issues: [
          { path: "/amount", message: expect.stringContaining("10") },
          { path: "/note", message: expect.stringContaining("string") },
        ],
      },
    });
  });

  it("waits for schemas that are asynchronous, and keeps back messages that repeat what the event holds", async () => {
    await create({ type: "slow", ok: true });
    await expect(create({ type: "slow", password: "hunter2-secret" })).rejects.toMatchObject({
      details: { issues: [{ path: "/ok", message: "not accepted" }] },
    });
  });

  it("refuses events of no known type", async () => {
    for (const type of ["refund", undefined, "__proto__", "constructor", 5]) {
      await expect(create({ type })).rejects.toMatchObject({
        code: "EVENT_INVALID",
        details: { reason: "event type" },
        hint: "Known types: order, slow.",
      });
    }
  });

  it("asks where you say that the type is", async () => {
    const typeOf = (data: JsonObject) => (data.meta as JsonObject).kind;
    await database.session((session) =>
      new EventRepository(session, { types: { a: z.looseObject({}) }, typeOf }).create({
        data: { meta: { kind: "a" } },
      }),
    );
  });
});

it("stores and returns equal whatever is not refused, and sends nothing of what is", async () => {
  const value = fc.dictionary(
    fc.string({ unit: "binary" }),
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
      withTypedArray: true,
    }),
  );
  await fc.assert(
    fc.asyncProperty(value, fc.boolean(), async (data, bulk) => {
      const outcome = await database
        .session(async (session) => {
          const repository = new EventRepository(session);
          if (!bulk) return (await repository.create({ data })).id;
          return (await repository.ingest([{ data }])).ids[0] as string;
        })
        .catch((error: unknown) => error);
      if (typeof outcome !== "string") {
        expect(isVarveError(outcome) && outcome.code).toBe("EVENT_INVALID");
        return;
      }
      const stored = await inSession((repository) => repository.getOrThrow(outcome));
      expect(stored.data).toEqual(JSON.parse(JSON.stringify(data)));
      expect(stored.data).toEqual(normal(data));
    }),
    { numRuns: 300 },
  );
});

/** -0 is 0 for JSON. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normal(inner)]));
  }
  return value === 0 ? 0 : value;
}
