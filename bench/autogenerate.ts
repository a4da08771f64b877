// Comparing many models with their database: nothing to do, and one new column. The floor is loading the models, which every tool
// has to do; drizzle-kit runs beside it, and Alembic where it is installed.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { withClient } from "../src/database/connect.ts";
import { startEmbedded, stopEmbedded } from "../src/database/embedded.ts";
import { withScratchDatabase } from "../src/database/scratch.ts";
import { createAlembic } from "./alembic.ts";
import { createDrizzleKit } from "./drizzle-kit.ts";
import { type Contenders, race, reportSeconds } from "./measure.ts";

const run = promisify(execFile);
const here = process.cwd();

/** `npm run build` first: the binary in dist is what is measured. */
export async function benchAutogenerate(): Promise<void> {
  const directory = path.join(here, ".varve", "bench");
  const server = await startEmbedded({ directory });
  console.log(
    `PostgreSQL ${server.version}; tables of 12 columns, 2 foreign keys, 2 indexes, 1 unique; in turns`,
  );
  try {
    for (const tables of [100, 1_000, 3_000]) {
      await withScratchDatabase(server, ({ url }) =>
        withScratchDatabase(server, (other) => benchTables(tables, url, other.url)),
      );
    }
  } finally {
    await stopEmbedded(directory);
  }
}

/** `other`: an empty database that becomes like the one at `url`, but for one column. */
async function benchTables(tables: number, url: string, other: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "varve-bench-"));
  const rounds = tables > 1_000 ? 1 : 3;
  const varveOn = async (at: string, ...words: string[]) => {
    const cli = path.join(here, "dist/cli.js");
    const options = { cwd: folder, maxBuffer: 1e9, env: { ...process.env, NODE_OPTIONS: peakHook } };
    const { stdout, stderr } = await run(process.execPath, [cli, ...words, "--json", "--url", at], options);
    return { document: JSON.parse(stdout) as { file?: string }, peak: /peak (\d+)/.exec(stderr)?.[1] };
  };
  const varve = (...words: string[]) => varveOn(url, ...words);
  const load = () => run(process.execPath, [path.join(folder, "load.mjs")]);
  const time = async (title: string, contenders: Contenders) =>
    reportSeconds(title, await race({ "load the models": load, ...contenders }, { rounds }));
  try {
    await createProject(folder);
    await writeModels(folder, tables);
    await varve("revision", "-m", "first");
    await Promise.all([varve("upgrade"), varveOn(other, "upgrade")]);
    await withClient(other, (client) => client.query("ALTER TABLE t7 ADD more text"));
    const alembic = await createAlembic(folder, { tables, url });
    const kit = await createDrizzleKit(folder, { tables, url });

    const { peak } = await varve("check");
    console.log(`\n${tables} tables; varve check takes ${Math.round(Number(peak) / 1024)} MB at most\n`);
    await time("nothing to do", { "varve check": () => varve("check"), ...alembic.nothing, ...kit.nothing });
    await writeModels(folder, tables, "more: text()");
    await time("one column", {
      "varve revision": async () => rm((await varve("revision", "-m", "column")).document.file as string),
      "varve diff of two databases": () => varve("diff", "--from", url, "--to", other),
      "varve diff, all of it built": () => varve("diff", "--to", "models"),
      ...alembic.column,
      ...kit.column,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Prints the most memory that the process ever had, in kB. */
const peakHook = `--import=data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))",
)}`;

async function createProject(folder: string): Promise<void> {
  await mkdir(path.join(folder, "node_modules"));
  await symlink(here, path.join(folder, "node_modules/varve"));
  await symlink(path.join(here, "node_modules/drizzle-orm"), path.join(folder, "node_modules/drizzle-orm"));
  await writeFile(path.join(folder, "varve.config.js"), 'export default { models: ["./models.ts"] };\n');
  await writeFile(path.join(folder, "package.json"), '{ "type": "module" }\n');
}

/** With one column more in one table. */
async function writeModels(folder: string, tables: number, more = ""): Promise<void> {
  const text = [
    `import { index, integer, jsonb, numeric, pgTable, text, timestamp, uuid, varchar } from "drizzle-orm/pg-core";`,
    ...Array.from({ length: tables }, (_, n) => {
      const [one, other] = [n >> 1, n >> 2].map((to) => (n > 3 ? `.references(() => t${to}.id)` : ""));
      return `export const t${n} = pgTable("t${n}", { id: uuid().primaryKey(), code: varchar({ length: 32 }).unique(),
  title: varchar({ length: 120 }).notNull(), a: integer().notNull().default(0), b: integer(), body: text(), data: jsonb().notNull(),
  amount: numeric({ precision: 12, scale: 2 }), created: timestamp({ withTimezone: true }).defaultNow(),
  updated: timestamp({ withTimezone: true }), r1: uuid()${one}, r2: uuid()${other}, ${n === 7 ? more : ""} },
  (t) => [index().on(t.created), index().on(t.a, t.b)]);`;
    }),
  ].join("\n");
  await writeFile(path.join(folder, "models.ts"), text);
  await writeFile(path.join(folder, "load.mjs"), (await transform(text, { loader: "ts" })).code);
}
