import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EventRepository } from "../../../src/events/event-repository.ts";
import type { Event } from "../../../src/events/table.ts";
import { tailEvents } from "../../../src/events/tail.ts";
import { openEventDatabase } from "./support.ts";

let database: Awaited<ReturnType<typeof openEventDatabase>>;
beforeAll(async () => {
  database = await openEventDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(() => database.execute("TRUNCATE events"));

const create = (n: number) =>
  database.session((session) => new EventRepository(session).create({ data: { n } }));

/** Follows the events until `count` have come; `seen` grows meanwhile. */
function follow(count: number, options: { after?: string | Date } = {}) {
  const seen: number[] = [];
  const end = (async () => {
    for await (const event of tailEvents(database, { ...options, intervalMs: 10 })) {
      seen.push(event.data.n as number);
      if (seen.length === count) return;
    }
  })();
  return { seen, end };
}

describe("tailEvents", () => {
  it("gives the events that are there, then each new one", async () => {
    await create(0);
    await create(1);
    const { seen, end } = follow(4);
    while (seen.length < 2) await sleep(5);
    await create(2);
    await create(3);
    await end;
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it("goes on after an event, or after a time", async () => {
    const first = await create(0);
    await sleep(5);
    const between = new Date();
    await sleep(5);
    await create(1);
    await create(2);
    const byId = follow(2, { after: first.id });
    const byTime = follow(2, { after: between });
    await Promise.all([byId.end, byTime.end]);
    expect(byId.seen).toEqual([1, 2]);
    expect(byTime.seen).toEqual([1, 2]);
  });

  it("says when the event to go on after is gone", async () => {
    const id = "01890000-0000-7000-8000-000000000000";
    await expect(tailEvents(database, { after: id }).next()).rejects.toMatchObject({
      code: "NOT_FOUND",
      hint: expect.stringContaining("new Date"),
    });
  });

  it("waits for an event that commits late, rather than pass it", async () => {
    const { seen, end } = follow(3);
    await database.session(async (session) => {
      await new EventRepository(session).create({ data: { n: 0 } });
      await create(1);
      await create(2);
      await sleep(200);
      expect(seen).toEqual([]);
    });
    await end;
    expect(seen).toEqual([0, 1, 2]);
  });

  it("is not held up by transactions that only read or lock rows", async () => {
    const { id } = await create(0);
    const { seen, end } = follow(2);
    await database.session(async (reader) => {
      await reader.execute("SELECT FROM events WHERE id = $1 FOR UPDATE", [id]);
      await create(1);
      await end;
    });
    expect(seen).toEqual([0, 1]);
  });

  it("waits for a writer that was prepared for a commit in two phases", async () => {
    const { seen, end } = follow(2);
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query(`BEGIN; INSERT INTO events (id, data) VALUES (gen_random_uuid(), '{"n": 0}')`);
    await sleep(100);
    await client.query("PREPARE TRANSACTION 'first'");
    await client.query(`INSERT INTO events (id, data) VALUES (gen_random_uuid(), '{"n": 1}')`);
    await sleep(200);
    expect(seen).toEqual([]);
    await client.query("COMMIT PREPARED 'first'");
    await client.end();
    await end;
    expect(seen).toEqual([0, 1]);
  });

  it("ends without an error when it is told to, also while it waits", async () => {
    const stop = new AbortController();
    const seen: Event[] = [];
    setTimeout(() => stop.abort(), 50);
    for await (const event of tailEvents(database, { signal: stop.signal, intervalMs: 60_000 })) {
      seen.push(event);
    }
    expect(seen).toEqual([]);
  });

  it("loses nothing and repeats nothing under writers that commit in any order", async () => {
    const writers = 8;
    const perWriter = 40;
    const { seen, end } = follow(writers * perWriter);
    const write = async (writer: number) => {
      for (let n = 0; n < perWriter; n += 1) {
        await database.session(async (session) => {
          await new EventRepository(session).create({ data: { n: writer * perWriter + n } });
          await sleep(Math.random() * 12);
        });
      }
    };
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    await end;
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: writers * perWriter }, (_, n) => n));
    const { rows } = await database.execute<{ n: number }>(
      "SELECT (data ->> 'n')::int AS n FROM events ORDER BY created_at, id",
    );
    expect(seen).toEqual(rows.map(({ n }) => n));
  });

  it("reads through many pages", async () => {
    await database.session((session) =>
      new EventRepository(session).ingest(Array.from({ length: 1_200 }, (_, n) => ({ data: { n } }))),
    );
    const { seen, end } = follow(1_200);
    await end;
    expect(seen).toEqual(Array.from({ length: 1_200 }, (_, n) => n));
  });
});
