// `varve adopt`: takes over what another tool keeps: its migrations, and what it recorded as applied.
import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { countApplied, readApplied } from "../adoption/applied-migrations.ts";
import { type DrizzleMigration, readDrizzleMigrations } from "../adoption/drizzle-migrations.ts";
import { migrationSteps } from "../adoption/migration-steps.ts";
import { findWaysBack, type WayBack } from "../adoption/way-back.ts";
import { databaseScope } from "../autogenerate/scope.ts";
import { scratchServer } from "../autogenerate/scratch-server.ts";
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import { VarveError } from "../errors.ts";
import { formatRevision } from "../revisions/format.ts";
import { headsFile } from "../revisions/heads-file.ts";
import { loadRevisions } from "../revisions/load.ts";
import { parseRevision, type Revision } from "../revisions/parse.ts";
import { planStamp } from "../revisions/plan.ts";
import { sqlOf } from "../revisions/sql-of.ts";
import { revisionFileName } from "../revisions/write.ts";
import { runPlan } from "../runner/run.ts";
import { readState } from "../runner/state.ts";
import { stateTables } from "../runner/state-tables.ts";
import { loadParser } from "../sql/parser.ts";
import type { CommandDefinition, Document } from "../terminal/command.ts";
import { assertNoTenants } from "./choose-tenants.ts";
import { writeFiles } from "./init/write-files.ts";
import { type CommandOptions, openProject } from "./project.ts";
import { openRevisions } from "./revisions-project.ts";
import { runnerOptions } from "./run-options.ts";

export interface AdoptOptions extends CommandOptions {
  /** Whose migrations. */
  tool: "drizzle";
  /** Its migrations folder; default `./drizzle`. It is only read. */
  folder?: string | undefined;
  /** Where it records what is applied; default `drizzle.__drizzle_migrations`. */
  table?: string | undefined;
}

export interface AdoptedRevision {
  readonly id: string;
  /** Absolute path. */
  readonly file: string;
  /** What the tool calls it. */
  readonly migration: string;
  /** The database has it. */
  readonly applied: boolean;
  /** Why it has no way back; absent when it has one, proven. */
  readonly withoutWayBack?: string;
}

export interface AdoptDocument extends Document {
  /** In order. Those that an earlier call wrote stay as they are. */
  readonly revisions: readonly AdoptedRevision[];
  /** The files are new. */
  readonly written: boolean;
  /** Where the database is now. */
  readonly heads: readonly string[];
}

/**
 * Writes a revision for each migration of drizzle-kit, with a way back where one can be proven, and records in the database
 * which of them it has. Called again, for another database, it writes no files and only records.
 * Errors: ADOPTION_FAILED, DRIZZLE_STATE_UNKNOWN, MIGRATIONS_NOT_WRITABLE, those of scratch databases and of a stamp.
 */
export async function adopt(options: AdoptOptions): Promise<AdoptDocument> {
  const { cwd = process.cwd(), tool, folder = "./drizzle", table = "drizzle.__drizzle_migrations" } = options;
  if (tool !== "drizzle") {
    throw new VarveError("USAGE", {
      message: "Whose migrations are to be adopted?",
      hint: "varve adopt drizzle",
    });
  }
  const migrations = await readDrizzleMigrations(resolve(cwd, folder));
  const { config, url } = await openProject(options);
  assertNoTenants(config, "The migrations of another tool are");
  await loadParser();
  const drafts = draftRevisions(migrations, config.migrations);
  const { signal } = options;
  const ownTables = stateTables(config.stateSchema);
  // What Varve has recorded counts, from its first row on.
  const count = await withClient(
    url,
    async (client) => {
      const { hasHistory } = await readState(client, ownTables);
      return hasHistory ? 0 : countApplied(migrations, await readApplied(client, table, config.stateSchema));
    },
    { signal },
  );
  const written = await isNew(config, drafts);
  const ways = written ? await writeAll(options, { config, url, drafts, migrations }) : [];
  const head = drafts[count - 1]?.id;
  if (head !== undefined) await record(options, head);
  const { heads, applied } = await withClient(url, (client) => readState(client, ownTables), { signal });
  return {
    ok: true,
    revisions: drafts.map(({ id, file }, index) => {
      const missing = ways[index]?.missing;
      const migration = migrations[index]?.tag ?? "";
      return {
        id,
        file,
        migration,
        applied: applied.has(id),
        ...(missing !== undefined && { withoutWayBack: missing }),
      };
    }),
    written,
    heads,
  };
}

/** One line. The ids follow from the names and the texts, so that everybody gets the same. */
function draftRevisions(migrations: readonly DrizzleMigration[], directory: string): Revision[] {
  const drafts: Revision[] = [];
  for (const { tag, when, text, hashes } of migrations) {
    const id = createHash("sha256").update(`${tag}\0${hashes[1]}`).digest("hex").slice(0, 12);
    const message = tag.replace(/^\d+_/, "").replaceAll("_", " ");
    const definition = {
      id,
      revises: drafts.slice(-1).map((parent) => parent.id),
      message,
      createdAt: `${new Date(when).toISOString().slice(0, 19)}Z`,
      up: migrationSteps(text).map((sql) => ({ kind: "sql", sql })),
      down: [],
    };
    drafts.push(parseRevision(definition, join(directory, revisionFileName({ id, message }))));
  }
  return drafts;
}

/** False when all are there already. Error: ADOPTION_FAILED when others are. */
async function isNew({ migrations }: Config, drafts: readonly Revision[]): Promise<boolean> {
  const known = new Set((await loadRevisions(migrations)).map(({ id }) => id));
  if (drafts.every(({ id }) => known.has(id))) return false;
  if (known.size === 0) return true;
  throw new VarveError("ADOPTION_FAILED", {
    message: `${migrations} holds revisions already, and not those of these migrations.`,
    hint: "Adopt into an empty folder, before the first revision of Varve's own.",
  });
}

interface Plan {
  readonly config: Config;
  readonly url: string;
  readonly drafts: readonly Revision[];
  /** What they are made from, in the same order. */
  readonly migrations: readonly DrizzleMigration[];
}

async function writeAll(
  { onEvent, signal }: AdoptOptions,
  { config, url, drafts, migrations }: Plan,
): Promise<WayBack[]> {
  const ways = await findWaysBack(drafts, {
    // Also what the config leaves out of comparisons was made by the migrations.
    scope: { ...databaseScope(config), include: [], exclude: [] },
    scratchUrl: await scratchServer(config, url),
    signal,
    sourceOf: ({ id }) => migrations[drafts.findIndex((draft) => draft.id === id)]?.file ?? "",
    tell: ({ message }, done) =>
      onEvent?.({
        type: "revision:start",
        message: `Running ${message}, and proving its way back`,
        done,
        total: drafts.length,
      }),
  });
  const texts = drafts.map((draft, index) => {
    const up = sqlOf(draft.up).map((sql) => ({ sql }));
    return {
      path: basename(draft.file),
      text: formatRevision({ ...draft, up, down: ways[index]?.down ?? [] }),
    };
  });
  const heads = headsFile(drafts.slice(-1).map(({ id }) => id));
  await writeFiles(config.migrations, [...texts, heads]).catch((cause: Error) => {
    throw new VarveError("MIGRATIONS_NOT_WRITABLE", {
      message: `Cannot write to the migrations folder ${config.migrations}: ${cause.message}`,
      hint: "Check `migrations` in the config and the rights on the folder; nothing was written.",
      cause,
    });
  });
  return ways;
}

/** Says where the database is, unless somebody else did so in the meantime. */
async function record(options: AdoptOptions, head: string): Promise<void> {
  const { config, graph, source } = await openRevisions(options);
  await runPlan({
    ...runnerOptions(options),
    source,
    graph,
    command: "stamp",
    stateSchema: config.stateSchema,
    plan: ({ heads }) => (heads.length > 0 ? [] : planStamp(graph, heads, [head], { purge: false })),
  });
}

export const definition: CommandDefinition<AdoptOptions, AdoptDocument> = {
  name: "adopt",
  summary: "take over the migrations of drizzle-kit, and what is applied of them",
  description:
    "Writes a revision for each migration. Each is run on a scratch database, where its way back is planned and proven. " +
    "The folder of drizzle-kit stays as it is.",
  arguments: {
    tool: { help: "whose migrations", choices: ["drizzle"] },
    folder: { help: "its migrations folder (default: ./drizzle)", optional: true },
  },
  options: {
    table: {
      flags: "--table <name>",
      help: "where it records what is applied (default: drizzle.__drizzle_migrations)",
    },
  },
  examples: [
    { command: "varve adopt drizzle", help: "the folder ./drizzle" },
    {
      command: "varve adopt drizzle ./db/migrations --url postgres://…",
      help: "another folder and database",
    },
  ],
  run: adopt,
  render({ revisions, written, heads }, { style }) {
    const lines = revisions.map(({ id, migration, applied, withoutWayBack }) => {
      const state = applied ? style.green("applied") : style.yellow("pending");
      const back =
        withoutWayBack === undefined ? "" : `\n    ${style.yellow("no way back:")} ${withoutWayBack}`;
      return `  ${id} ${migration}  ${state}${back}`;
    });
    const at = heads.length === 0 ? "base" : heads.join(", ");
    const what = written ? "Wrote these revisions:" : "These revisions are there already:";
    return [what, ...lines, `The database is at ${style.bold(at)}.`].join("\n");
  },
};
