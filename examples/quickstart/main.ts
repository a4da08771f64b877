// npm run quickstart: from a model to a migrated database with events in it, and on to the next change.
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { openDatabase } from "varve";
import { createProgress } from "../../src/terminal/progress.ts";
import { createStyle, wantsColour } from "../../src/terminal/style.ts";
import { formatTable } from "../../src/terminal/table.ts";
import { buildServer } from "../event-service/src/server.ts";
import { processWebhooks } from "../event-service/src/worker.ts";
import { type Answer, deliver } from "./deliver.ts";
import { Varve } from "./varve.ts";
import { malformedDeliveries, realDeliveries } from "./webhooks.ts";
import { Workspace } from "./workspace.ts";

const root = process.cwd();
const workspace = new Workspace(root);
const varve = new Varve({ root, cwd: workspace.folder });
const style = createStyle(wantsColour(process.stdout));
const progress = createProgress(process.stdout, { silent: false, style });
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort(new Error(name)));

async function main(signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  await stopServer();
  await workspace.prepare();

  tell("1. A database, and the committed revisions of examples/event-service");
  await varve.show("db", "start");
  await varve.show("upgrade");
  await assertInSync(signal);

  tell("2. The service: every payload of @octokit/webhooks-examples, and some that are broken");
  await receiveWebhooks(signal);
  await assertInSync(signal);

  tell("3. A change of the models");
  for (const line of await workspace.changeModels()) console.log(`  ${style.green(line)}`);
  await varve.show("revision", "-m", "add custom models");
  await varve.show("upgrade");
  await assertInSync(signal);

  tell("4. And back");
  await varve.show("downgrade", "-1");
  for (const part of ["models", "migrations"]) await workspace.restore(part);
  console.log("\n  The models and revisions are as they were, too:");
  await assertInSync(signal);

  await stopServer();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`\n${style.bold(`Done in ${seconds} s; nothing is left running.`)}\n`);
  console.log(whatNext(workspace.folder));
}

async function receiveWebhooks(signal: AbortSignal): Promise<void> {
  const database = openDatabase({ url: await varve.read("db", "url") });
  const server = buildServer(database);
  try {
    const address = await server.listen({ port: 0, host: "127.0.0.1" });
    console.log(`\n  Listening on ${address}`);
    const deliveries = [...realDeliveries(), ...malformedDeliveries()];
    const total = deliveries.length;
    const answers = await deliver(address, deliveries, {
      signal,
      onAnswer: (done) => progress.onEvent({ type: "delivery", message: "webhooks delivered", done, total }),
    });
    progress.clear();
    const { processed } = await processWebhooks(database, signal);
    console.log(`\n${report(answers, processed)}`);
    await ask(address, { type: "issues", payload: { action: "opened" } });
  } finally {
    await server.close();
    await database.close();
  }
}

async function ask(address: string, part: object): Promise<void> {
  const contains = JSON.stringify(part);
  const response = await fetch(`${address}/events?${new URLSearchParams({ contains })}`);
  const found = (await response.json()) as { taskContext: { summary: string } }[];
  console.log(`\n  GET /events?contains=${contains}`);
  console.log(`  ${found.length} events, the newest: ${found[0]?.taskContext.summary}`);
}

function report(answers: readonly Answer[], processed: number): string {
  const refused = answers.filter(({ status }) => status !== 202);
  const rows = [
    ["received", `${answers.length}`],
    ["stored", `${answers.length - refused.length}`],
    ["rejected", `${refused.length}`],
    ...refused.map(({ delivery, status, reason }) => [
      `  ${delivery.name}`,
      `${status}`,
      style.dim(`${reason}`),
    ]),
    ["processed", `${processed}`],
  ];
  return indent(formatTable(rows));
}

/** The promise of every step: models, revisions and database are one. */
async function assertInSync(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const document = await varve.json<{ ok: boolean }>("check");
  if (!document.ok) throw new Error(`check found: ${JSON.stringify(document, null, 2)}`);
  console.log(`\n  $ varve check\n  ${style.green("In sync: database, revisions and models are one.")}`);
}

async function stopServer(): Promise<void> {
  if (existsSync(workspace.folder)) await varve.read("db", "stop");
}

function tell(title: string): void {
  console.log(`\n${style.bold(title)}`);
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}

function whatNext(folder: string): string {
  return `Try next, in the project of this run (its data is still there):
  cd ${relative(root, folder)} && alias varve="node ${relative(folder, root)}/dist/cli.js"
  varve history               # the revisions
  varve revision -m "…"       # after a change in models/event.ts
  varve upgrade && varve check
  varve db stop               # at the end
In a project of your own: npm install varve drizzle-orm, then npx varve init.
Read on: examples/event-service/README.md and docs/events.md.`;
}

try {
  await main(stop.signal);
} catch (error) {
  const reason = stop.signal.aborted ? stop.signal.reason : error;
  console.error(
    `\n${style.red("The quickstart stopped:")} ${reason instanceof Error ? reason.message : reason}`,
  );
  process.exitCode = 1;
} finally {
  await stopServer();
}
