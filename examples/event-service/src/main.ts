// Brings the database up to date, then serves and works until it is told to stop.
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "varve";
import { upgrade } from "varve/migrations";
import { buildServer } from "./server.ts";
import { processWebhooks } from "./worker.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

await upgrade({ cwd: `${import.meta.dirname}/..`, signal: stop.signal });
const database = openDatabase();
const app = buildServer(database);
const address = await app.listen({ port: Number(process.env.PORT ?? 3000), host: "127.0.0.1" });
console.log(`Listening on ${address}`);

while (!stop.signal.aborted) {
  await processWebhooks(database, stop.signal);
  await sleep(1_000, undefined, { signal: stop.signal }).catch(() => {});
}
await app.close();
await database.close();
