import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EventRepository } from "../../../src/events/event-repository.ts";
import { processEvents } from "../../../src/events/process.ts";
import { type Event, events } from "../../../src/events/table.ts";
import { openEventDatabase } from "./support.ts";

let database: Awaited<ReturnType<typeof openEventDatabase>>;
beforeAll(async () => {
  database = await openEventDatabase();
  await database.execute("CREATE TABLE notes (event uuid REFERENCES events, n int)");
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(() => database.execute("TRUNCATE events, notes"));

async function ingest(count: number): Promise<string[]> {
  const items = Array.from({ length: count }, (_, n) => ({ data: { n } }));
  return database.session(async (session) => (await new EventRepository(session).ingest(items)).ids);
}

async function contexts(): Promise<unknown[]> {
  const { rows } = await database.execute<{ task_context: unknown }>(
    "SELECT task_context FROM events ORDER BY id",
  );
  return rows.map((row) => row.task_context);
}

const numberOf = (event: Event) => event.data.n as number;
const failure = (more: object) => ({ $failure: expect.objectContaining(more) });

describe("processEvents", () => {
  it("hands every pending event out once, oldest first, and stores what comes of it", async () => {
    await ingest(50);
    const seen: number[] = [];
    const result = await processEvents(
      database,
      (event) => {
        seen.push(numberOf(event));
        return { square: numberOf(event) ** 2 };
      },
      { batchSize: 7 },
    );
    expect(result).toEqual({ processed: 50, failed: 0 });
    expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(await contexts()).toEqual(seen.map((n) => ({ square: n * n })));
    expect(await processEvents(database, () => ({}))).toEqual({ processed: 0, failed: 0 });
  });

  it("stores {} for nothing, and wraps what is no object", async () => {
    await ingest(4);
    const results = [undefined, null, 5, ["a"]];
    await processEvents(database, async (event) => results[numberOf(event)]);
    expect(await contexts()).toEqual([{}, {}, { result: 5 }, { result: ["a"] }]);
  });

  it("does not let a failing handler hold up the others, and keeps no words of its error", async () => {
    await ingest(10);
    const told: unknown[] = [];
    const result = await processEvents(
      database,
      (event) => {
        if (numberOf(event) % 5 === 0) throw Object.assign(new TypeError("secret"), { code: "E_CARD" });
        return { ok: true };
      },
      { batchSize: 3, onFailure: (event, error) => told.push(numberOf(event), (error as Error).message) },
    );
    expect(result).toEqual({ processed: 8, failed: 2 });
    expect(told).toEqual([0, "secret", 5, "secret"]);
    const [first, second] = await contexts();
    expect(first).toEqual({
      $failure: {
        attempts: 1,
        error: "TypeError",
        code: "E_CARD",
        failedAt: expect.any(String),
        retryAt: expect.any(String),
        final: false,
      },
    });
    expect(second).toEqual({ ok: true });
    const pending = await database.session((session) => new EventRepository(session).pending());
    expect(pending.map(numberOf)).toEqual([0, 5]);
  });

  it("tries again when the wait is over, and gives up after maxAttempts", async () => {
    await ingest(2);
    const options = { retryDelayMs: 0, maxAttempts: 3 };
    const fail = (event: Event) => {
      if (numberOf(event) === 1) throw new Error();
    };
    expect(await processEvents(database, fail, options)).toEqual({ processed: 1, failed: 3 });
    expect(await contexts()).toEqual([{}, failure({ attempts: 3, final: true, error: "Error" })]);
    expect(await processEvents(database, fail, options)).toEqual({ processed: 0, failed: 0 });
  });

  it("waits longer after each attempt, and counts on where it stopped", async () => {
    const [id] = await ingest(1);
    const fail = () => {
      throw new Error();
    };
    await processEvents(database, fail, { retryDelayMs: 60_000 });
    expect(await processEvents(database, fail, { retryDelayMs: 60_000 })).toEqual({
      processed: 0,
      failed: 0,
    });
    await database.execute(
      `UPDATE events SET task_context = jsonb_set(task_context, '{$failure,retryAt}', '"2020-01-01T00:00:00.000Z"')`,
    );
    await processEvents(database, fail, { retryDelayMs: 60_000 });
    const [context] = (await contexts()) as [
      { $failure: { attempts: number; failedAt: string; retryAt: string } },
    ];
    const { attempts, failedAt, retryAt } = context.$failure;
    expect(attempts).toBe(2);
    expect(Date.parse(retryAt) - Date.parse(failedAt)).toBe(120_000);
    await database.execute(`UPDATE events SET task_context = NULL WHERE id = '${id}'`);
    expect(await processEvents(database, () => ({ ok: true }))).toEqual({ processed: 1, failed: 0 });
  });

  it("takes a former failure out of a result that passes it on", async () => {
    await ingest(1);
    const handler = (event: Event) => {
      if (event.taskContext === null) throw new Error();
      return { ...event.taskContext, ok: true };
    };
    await processEvents(database, handler, { retryDelayMs: 0 });
    expect(await contexts()).toEqual([{ ok: true }]);
  });

  it("counts a result that cannot be stored as a failure, and undoes what its handler wrote", async () => {
    await ingest(1);
    const result = await processEvents(database, async (event, { session }) => {
      await session.execute("INSERT INTO notes (event) VALUES ($1)", [event.id]);
      return { n: Number.NaN };
    });
    expect(result).toEqual({ processed: 0, failed: 1 });
    expect(await contexts()).toEqual([failure({ code: "EVENT_INVALID" })]);
    expect((await database.execute("SELECT FROM notes")).rowCount).toBe(0);
  });

  it("commits what a handler writes with its result, and undoes it when it throws or breaks a statement", async () => {
    await ingest(4);
    const result = await processEvents(database, async (event, { session }) => {
      await session.execute("INSERT INTO notes (event, n) VALUES ($1, $2)", [event.id, numberOf(event)]);
      if (numberOf(event) === 1) throw new Error();
      if (numberOf(event) === 2) await session.execute("SELECT 1 / 0").catch(() => {});
    });
    expect(result).toEqual({ processed: 2, failed: 2 });
    const { rows } = await database.execute<{ n: number }>("SELECT n FROM notes ORDER BY n");
    expect(rows.map(({ n }) => n)).toEqual([0, 3]);
  });

  it("lets a handler refer to its event on another connection", async () => {
    await ingest(1);
    await processEvents(database, async (event) => {
      await database.execute("INSERT INTO notes (event) VALUES ($1)", [event.id]);
    });
    expect((await database.execute("SELECT FROM notes")).rowCount).toBe(1);
  });

  it("shares the work between workers and between processes, each event once", async () => {
    await ingest(200);
    const handled: string[] = [];
    const handler = async (event: Event) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      handled.push(event.id);
    };
    const results = await Promise.all([
      processEvents(database, handler, { workers: 3, batchSize: 5 }),
      processEvents(database, handler, { workers: 2, batchSize: 9 }),
    ]);
    expect(results.reduce((sum, { processed }) => sum + processed, 0)).toBe(200);
    expect(new Set(handled).size).toBe(200);
    expect(handled).toHaveLength(200);
  });

  it("ends after the event at hand when it is stopped, and keeps what is done", async () => {
    await ingest(10);
    const stop = new AbortController();
    const result = await processEvents(
      database,
      (event) => {
        if (numberOf(event) === 3) stop.abort();
      },
      { signal: stop.signal },
    );
    expect(result).toEqual({ processed: 4, failed: 0 });
    expect((await contexts()).filter((context) => context === null)).toHaveLength(6);
    expect(await processEvents(database, () => {}, { signal: stop.signal })).toEqual({
      processed: 0,
      failed: 0,
    });
  });

  it("does not count an attempt that the stop broke off", async () => {
    await ingest(1);
    const stop = new AbortController();
    const result = await processEvents(
      database,
      (_event, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          stop.abort();
        }),
      { signal: stop.signal },
    );
    expect(result).toEqual({ processed: 0, failed: 0 });
    expect(await contexts()).toEqual([null]);
  });

  it("loses nothing when the connection is cut in the middle of a batch", async () => {
    await ingest(10);
    const cut = processEvents(database, async (event, { session }) => {
      if (numberOf(event) !== 5) return;
      const { rows } = await session.execute<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await database.execute("SELECT pg_terminate_backend($1, 5000)", [rows[0]?.pid]);
    });
    await expect(cut).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    expect(await contexts()).toEqual(Array(10).fill(null));
    expect(await processEvents(database, () => {})).toEqual({ processed: 10, failed: 0 });
  });

  it("goes past events that others hold locked, and past those that wait for another attempt", async () => {
    const [locked] = await ingest(5);
    await database.session(async (session) => {
      await session.run((drizzle) =>
        drizzle
          .select()
          .from(events)
          .where(eq(events.id, locked as string))
          .for("update"),
      );
      expect(await processEvents(database, () => {}, { batchSize: 1 })).toEqual({ processed: 4, failed: 0 });
    });
    expect(await processEvents(database, () => {})).toEqual({ processed: 1, failed: 0 });
  });

  it("refuses options that would mean nothing or everything", async () => {
    const run = (options: object) => processEvents(database, () => {}, options);
    await expect(run({ batchsize: 5 })).rejects.toMatchObject({
      code: "USAGE",
      hint: 'Did you mean "batchSize"?',
    });
    await expect(run({ batchSize: 0 })).rejects.toMatchObject({ code: "USAGE" });
    await expect(run({ workers: Number.NaN })).rejects.toMatchObject({ code: "USAGE" });
    await expect(run({ limits: { maxdepth: 1 } })).rejects.toMatchObject({ code: "USAGE" });
    await ingest(25);
    expect(await run({ batchSize: undefined, signal: undefined })).toEqual({ processed: 25, failed: 0 });
  });

  it("takes a failure that was marked by hand", async () => {
    await ingest(1);
    await database.execute(`UPDATE events SET task_context = '{"$failure": {"final": false}}'`);
    expect(await processEvents(database, () => {})).toEqual({ processed: 1, failed: 0 });
  });
});
