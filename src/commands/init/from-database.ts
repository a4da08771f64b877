// `varve init --from-database`: a database that is there becomes models, a first revision, and a record of being at it.
import { mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { databaseModels, impossible } from "../../adoption/database-models.ts";
import { findDrizzleKit } from "../../adoption/drizzle-kit.ts";
import { judgeFiles } from "../../adoption/judge.ts";
import { withMigrationComparison } from "../../autogenerate/models-side.ts";
import { proposeChange } from "../../autogenerate/proposal.ts";
import { reachedHash } from "../../autogenerate/reached.ts";
import { scratchServer } from "../../autogenerate/scratch-server.ts";
import { configNames } from "../../config/find.ts";
import type { Config } from "../../config.ts";
import { withClient } from "../../database/connect.ts";
import { type Catalog, extractCatalog, type ObjectName } from "../../engine/index.ts";
import { isVarveError, VarveError } from "../../errors.ts";
import { findModelFiles } from "../../models/sources.ts";
import { formatRevision } from "../../revisions/format.ts";
import { buildGraph } from "../../revisions/graph.ts";
import { headsFile } from "../../revisions/heads-file.ts";
import { revisionFiles } from "../../revisions/load.ts";
import { newCreatedAt, newRevisionId, revisionFileName } from "../../revisions/write.ts";
import { readState } from "../../runner/state.ts";
import { stateTables } from "../../runner/state-tables.ts";
import { assertNoTenants } from "../choose-tenants.ts";
import { type CommandOptions, openProject, type Project } from "../project.ts";
import { databaseModelsGlob, ignoredFolder } from "./templates.ts";
import { exists, type FileToWrite } from "./write-files.ts";

export interface DatabaseDraft {
  readonly url: string;
  /** The first revision: its id, and the absolute path it is to be written to. */
  readonly id: string;
  readonly file: string;
  /** The models, the revision and heads.txt. */
  readonly files: readonly FileToWrite[];
  readonly notCompared: readonly ObjectName[];
  /** Why all models are SQL. */
  readonly fallback: string | undefined;
}

/**
 * Drafts models that are the database, and the revision that builds it from nothing, proven both ways. Nothing is written
 * yet. Errors: INIT_FAILED where the project has models or revisions already, DRIZZLE_KIT_NOT_INSTALLED,
 * BASELINE_IMPOSSIBLE, PLAN_IMPOSSIBLE, PLAN_NOT_PROVEN, those of connecting.
 *
 * @param directory absolute
 */
export async function draftFromDatabase(directory: string, options: CommandOptions): Promise<DatabaseDraft> {
  const { signal } = options;
  const kit = findDrizzleKit(directory);
  const { config, url } = await openExisting(directory, options);
  assertNoTenants(config, "Models of a database are");
  await assertNothingThere(config, url, signal);
  const catalog = await withClient(url, extractCatalog, { signal });
  const draft = await withFolder(directory, (folder) =>
    draftModels(directory, options, { config, url, catalog, kit, folder }),
  );
  return { url, ...draft };
}

/** The config that is there, or else the one that will be written. */
async function openExisting(directory: string, options: CommandOptions): Promise<Project> {
  const isThere = await Promise.all(configNames.map((name) => exists(join(directory, name))));
  const { VARVE_SCRATCH: scratch, VARVE_STATE_SCHEMA: stateSchema } = process.env;
  const drafted = {
    models: databaseModelsGlob,
    ...(scratch && { scratch }),
    ...(stateSchema && { stateSchema }),
  };
  const config = options.config ?? (isThere.includes(true) ? undefined : drafted);
  return openProject({ ...options, cwd: directory, config });
}

async function assertNothingThere(
  config: Config,
  url: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { heads } = await withClient(url, (client) => readState(client, stateTables(config.stateSchema)), {
    signal,
  });
  if (heads.length > 0) throw taken(`The database is at ${heads.join(", ")} already`);
  if ((await revisionFiles(config.migrations)).length > 0)
    throw taken(`${config.migrations} holds revisions already`);
  for (const name of ["schema.ts", "relations.ts", "rest.sql", "schema.sql"]) {
    const file = join(config.root, "models", name);
    if (await exists(file)) throw taken(`${file} exists already`);
  }
}

function taken(why: string): VarveError {
  return new VarveError("INIT_FAILED", {
    message: `${why}, and this is for a database that Varve does not know yet.`,
    hint: 'Compare it with your models (varve check), and write what differs: varve revision -m "…"',
  });
}

interface Existing {
  readonly config: Config;
  readonly url: string;
  readonly catalog: Catalog;
  readonly kit: string;
  /** To work in. */
  readonly folder: string;
}

/** The models and the revision, proven, as files that are yet to be written. */
async function draftModels(directory: string, { onEvent, signal }: CommandOptions, existing: Existing) {
  const { config, url, folder, ...source } = existing;
  await assertCovered(config, join(folder, "probe"));
  const { files, judgement, fallback } = await databaseModels({
    ...source,
    config,
    scratchUrl: await scratchServer(config, url),
    folder: join(folder, "pulled"),
    signal,
    judge: (drafted) => judgeFiles(drafted, { config, url, folder: join(folder, "models"), signal }),
    tell: (message) => onEvent?.({ type: "note", message }),
  });
  const { models, notCompared } = judgement;
  const graph = buildGraph([]);
  const side = { config, url, models, graph, parents: [], signal };
  const proposal = await withMigrationComparison(side, (each) =>
    proposeChange(each, { noRenames: true }),
  ).catch(refuseUnmakeable);
  const baseline = {
    id: newRevisionId(),
    revises: [],
    message: "baseline",
    createdAt: newCreatedAt(),
    models: reachedHash({ models, config, graph, foundation: [] }),
    ...proposal,
  };
  const { id } = baseline;
  const heads = headsFile([id]);
  const file = join(config.migrations, revisionFileName(baseline));
  const inMigrations = relative(directory, config.migrations).split(sep).join("/");
  const written: FileToWrite[] = [
    ...[...files].map(([name, text]) => ({ path: `models/${name}`, text })),
    { path: `${inMigrations}/${basename(file)}`, text: formatRevision(baseline) },
    { path: `${inMigrations}/${heads.path}`, text: heads.text },
  ];
  return { id, file, files: written, notCompared, fallback };
}

/** The database has what its models need and no revision makes: an operator class, a text search configuration. */
function refuseUnmakeable(error: unknown): never {
  if (!isVarveError(error) || error.code !== "MODEL_REFUSED") throw error;
  const { kind, object } = error.details;
  throw impossible(`the ${kind} ${object} needs what no revision makes: ${(error.cause as Error).message}`);
}

/** The files that will be written have to be models by the config that is there. */
async function assertCovered({ models }: Config, probe: string): Promise<void> {
  await mkdir(join(probe, "models"), { recursive: true });
  for (const name of ["schema.ts", "rest.sql"]) await writeFile(join(probe, "models", name), "");
  const found = await findModelFiles(probe, models).catch(() => []);
  if (found.length === 2) return;
  throw new VarveError("INIT_FAILED", {
    message: `The models will be written to models/, where ${models.join(", ")} of the config does not find all of them.`,
    hint: `Write models: ["${databaseModelsGlob}"] in the config, and run the command again.`,
  });
}

/** A folder of this process in the project, which is gone afterwards. */
async function withFolder<T>(directory: string, fn: (folder: string) => Promise<T>): Promise<T> {
  const hidden = join(directory, ignoredFolder);
  const folder = join(hidden, `init-${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    return await fn(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rmdir(hidden).catch(() => {});
  }
}
