// The runner against psql with the very same transactions, rows of history included, and the lists against `select 1`.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { startEmbedded, stopEmbedded } from "../src/database/embedded.ts";
import { withScratchDatabase } from "../src/database/scratch.ts";
import { buildGraph } from "../src/revisions/graph.ts";
import { loadRevisions } from "../src/revisions/load.ts";
import { planUpgrade, positionAt } from "../src/revisions/plan.ts";
import { writeRevision } from "../src/revisions/write.ts";
import { historyEntry } from "../src/runner/entry.ts";
import { tasksOf } from "../src/runner/plan-now.ts";
import { changeHeads, insertHistory, readAuthor } from "../src/runner/records.ts";
import type { State } from "../src/runner/state.ts";
import { createStateTables, stateTables } from "../src/runner/state-tables.ts";
import { type Contenders, race, reportSeconds } from "./measure.ts";
import { preparePeers } from "./runner-peers.ts";

const count = 1_000;
const run = promisify(execFile);

/** `npm run build` first: the binary in dist is what is measured. */
export async function benchRunner(): Promise<void> {
  const directory = path.join(process.cwd(), ".varve", "bench");
  const server = await startEmbedded({ directory });
  const folder = await makeProject();
  try {
    console.log(`PostgreSQL ${server.version}, ${count} revisions of one table each, one server, in turns\n`);
    const script = path.join(folder, "all.sql");
    await writeFile(script, await transactionsOf(path.join(folder, "migrations")));
    const varve = (url: string, ...words: string[]) =>
      run(process.execPath, [path.join(process.cwd(), "dist/cli.js"), ...words, "--quiet", "--url", url], {
        cwd: folder,
        maxBuffer: 1e8,
      });
    const psql = (url: string, ...words: string[]) =>
      run("psql", ["-qX", "-v", "ON_ERROR_STOP=1", ...words, url]);
    const fresh = (work: (url: string) => Promise<unknown>) => () =>
      withScratchDatabase({ url: server.url }, ({ url }) => work(url));
    const { peers, missing } = await preparePeers(folder, plainRevisions);
    for (const word of missing) console.log(word);
    await report("apply all", 3, {
      "psql -f, one transaction each": fresh((url) => psql(url, "-f", script)),
      "varve upgrade": fresh((url) => varve(url, "upgrade")),
      ...Object.fromEntries(peers.map(({ name, apply }) => [name, fresh(apply)])),
    });
    const withApplied = (apply: (url: string) => Promise<unknown>, fn: (url: string) => Promise<void>) =>
      withScratchDatabase({ url: server.url }, async ({ url }) => {
        await apply(url);
        await fn(url);
      });
    for (const { apply, looks } of peers.filter((peer) => Object.keys(peer.looks).length > 0)) {
      await withApplied(apply, (url) =>
        report("look", 5, {
          "psql -c 'select 1'": () => psql(url, "-c", "select 1"),
          ...Object.fromEntries(Object.entries(looks).map(([name, look]) => [name, () => look(url)])),
        }),
      );
    }
    await withApplied(
      (url) => varve(url, "upgrade"),
      (url) =>
        report("look", 5, {
          "psql -c 'select 1'": () => psql(url, "-c", "select 1"),
          "varve heads": () => varve(url, "heads"),
          "varve current": () => varve(url, "current"),
          "varve history": () => varve(url, "history"),
          "varve upgrade, nothing to do": () => varve(url, "upgrade"),
        }),
    );
  } finally {
    await rm(folder, { recursive: true });
    await stopEmbedded(directory);
  }
}

async function makeProject(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "varve-bench-"));
  await mkdir(path.join(folder, "node_modules"));
  await symlink(process.cwd(), path.join(folder, "node_modules/varve"));
  await writeFile(path.join(folder, "varve.config.js"), 'export default { models: ["./none.ts"] };\n');
  await writeFile(path.join(folder, "package.json"), '{ "type": "module" }\n');
  for (const [index, { id, up, down }] of plainRevisions.entries()) {
    const revises = index === 0 ? [] : [idOf(index - 1)];
    const createdAt = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
    const input = { id, revises, message: `table ${index}`, createdAt };
    const steps = { up: [{ sql: up }], down: [{ sql: down }] };
    await writeRevision(path.join(folder, "migrations"), { ...input, ...steps }, revises);
  }
  return folder;
}

function idOf(index: number): string {
  return (index + 1).toString(16).padStart(12, "0");
}

const plainRevisions = Array.from({ length: count }, (_, index) => ({
  id: idOf(index),
  up: `CREATE TABLE "t${index}" ("id" uuid PRIMARY KEY, "name" text NOT NULL)`,
  down: `DROP TABLE "t${index}"`,
}));

/** What a run sends, without a runner. */
async function transactionsOf(migrations: string): Promise<string> {
  const graph = buildGraph(await loadRevisions(migrations));
  const state = { heads: [] as string[] } as unknown as State;
  const tasks = tasksOf(graph, { state, steps: planUpgrade(graph, positionAt(graph, []), "heads") });
  const author = readAuthor();
  const tables = stateTables("varve");
  const blocks = tasks.map((task) => {
    const steps = task.revision.up.flatMap((step) => (step.kind === "sql" ? [step.sql] : []));
    const heads = changeHeads(tables, task.headsBefore, task.headsAfter);
    const statements = [
      "BEGIN",
      ...steps,
      ...heads,
      insertHistory(tables, author, historyEntry(task, 1)),
      "COMMIT",
    ];
    return statements.map((statement) => `${statement};\n`).join("");
  });
  return ["CREATE SCHEMA varve;", createStateTables(tables), ...blocks].join("\n");
}

async function report(title: string, rounds: number, contenders: Contenders): Promise<void> {
  reportSeconds(title, await race(contenders, { rounds }));
}
