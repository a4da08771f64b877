// The event store against the same work in bare `pg` with named statements, on one connection, in one run.
import { join } from "node:path";
import pg from "pg";
import { v7 } from "uuid";
import { openDatabase } from "../src/database/database.ts";
import { startEmbedded, stopEmbedded } from "../src/database/embedded.ts";
import { withScratchDatabase } from "../src/database/scratch.ts";
import { EventRepository } from "../src/events/event-repository.ts";
import { events } from "../src/events/table.ts";
import { collectModels } from "../src/models/collect.ts";
import { renderModels } from "../src/models/render-models.ts";
import { formatTable } from "../src/terminal/table.ts";
import { type Contenders, race } from "./measure.ts";

export async function benchEvents(): Promise<void> {
  const directory = join(process.cwd(), ".varve", "bench");
  const server = await startEmbedded({ directory, settings: { synchronous_commit: "off" } });
  try {
    console.log(
      `PostgreSQL ${server.version}, one connection, synchronous_commit off, events of ${size} bytes\n`,
    );
    await withScratchDatabase({ url: server.url }, ({ url }) => compare(url));
  } finally {
    await stopEmbedded(directory);
  }
}

async function compare(url: string): Promise<void> {
  const database = openDatabase({ url, maxConnections: 1 });
  const client = new pg.Client(url);
  await client.connect();
  for (const { rendered } of renderModels(collectModels(new Map([["", { events }]])), new Set(), undefined)) {
    await client.query(rendered.sql);
  }
  const inSession = <T>(fn: (repository: EventRepository) => Promise<T>) =>
    database.session((session) => fn(new EventRepository(session)));

  const id = v7();
  await inSession((repository) => repository.create({ id, data: event(0) }));
  await inSession((repository) => repository.ingest(items(5_000)));
  await client.query("VACUUM ANALYZE");

  const report = async (title: string, contenders: Contenders, rounds: number) => {
    const timings = await race(contenders, { rounds });
    const rows = timings.map(({ name, p10Us, medianUs, cpuUs, ratio }) => [
      `  ${name}`,
      p10Us.toFixed(0),
      medianUs.toFixed(0),
      cpuUs.toFixed(0),
      ratio.toFixed(2),
    ]);
    console.log(
      `${formatTable(rows, { head: [title, "p10 µs", "median µs", "CPU µs", "ratio"], alignRight: [1, 2, 3, 4] })}\n`,
    );
  };

  await report(
    "store one event, committed",
    {
      "pg, autocommit": () => client.query({ ...insertOne, values: [v7(), JSON.stringify(event(1))] }),
      "pg, BEGIN … COMMIT": async () => {
        await client.query("BEGIN");
        await client.query({ ...insertOne, values: [v7(), JSON.stringify(event(1))] });
        await client.query("COMMIT");
      },
      "session + create": () => inSession((repository) => repository.create({ data: event(1) })),
    },
    1_000,
  );
  await report(
    "store 1,000 events",
    {
      "pg, jsonb_to_recordset": () =>
        client.query(insertMany, [JSON.stringify(items(1_000).map(({ data }) => ({ id: v7(), data })))]),
      "session + ingest": () => inSession((repository) => repository.ingest(items(1_000))),
    },
    40,
  );
  await report(
    "read one event by its id",
    {
      "pg, named": () => client.query({ ...selectOne, values: [id] }),
      "session + get": () => inSession((repository) => repository.get(id)),
    },
    1_000,
  );
  await report(
    "read the latest 100 events",
    {
      "pg, named": () => client.query(selectLatest),
      "session + getLatest": () => inSession((repository) => repository.getLatest(100)),
    },
    200,
  );
  await client.end();
  await database.close();
}

const insertOne = { name: "one", text: "INSERT INTO events (id, data) VALUES ($1, $2) RETURNING *" };
const insertMany =
  "INSERT INTO events (id, data) SELECT id, data FROM jsonb_to_recordset($1::jsonb) AS new (id uuid, data jsonb)";
const selectOne = { name: "get", text: "SELECT * FROM events WHERE id = $1" };
const selectLatest = {
  name: "latest",
  text: "SELECT * FROM events ORDER BY created_at DESC, id DESC LIMIT 100",
};

function items(count: number): { data: ReturnType<typeof event> }[] {
  return Array.from({ length: count }, (_, n) => ({ data: event(n) }));
}

/** Nested, of the size of a usual webhook. */
function event(n: number) {
  const lines = Array.from({ length: 6 }, (_, line) => ({
    sku: `sku-${n}-${line}`,
    price: line * 1.25,
    text: 'A line of text with "quotes", a\nline break and é'.padEnd(70, "."),
  }));
  const meta = { host: "host-1.example.com", pid: 12_345, ok: true, at: "2026-11-22T10:30:00Z" };
  return {
    type: "order.paid",
    order: n,
    customer: { id: n * 7, name: "Ada" },
    meta,
    tags: ["a", "b"],
    lines,
  };
}

const size = JSON.stringify(event(1)).length;
