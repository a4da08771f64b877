// `varve init --from-database`: a database that is there becomes models, a first revision, and a record of being at it.
import { mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type DatabaseModels, databaseModels } from "../../adoption/database-models.ts";
import { findDrizzleKit } from "../../adoption/drizzle-kit.ts";
import { withMigrationComparison, withModelComparison } from "../../autogenerate/models-side.ts";
import { differences, proposeChange } from "../../autogenerate/proposal.ts";
import { reachedHash } from "../../autogenerate/reached.ts";
import { scratchServer } from "../../autogenerate/scratch-server.ts";
import { configNames } from "../../config/find.ts";
import type { Config } from "../../config.ts";
import { withClient } from "../../database/connect.ts";
import { type Catalog, extractCatalog, type ObjectName } from "../../engine/index.ts";
import { isVarveError, VarveError } from "../../errors.ts";
import { loadModels } from "../../models/load.ts";
import { formatRevision } from "../../revisions/format.ts";
import { buildGraph } from "../../revisions/graph.ts";
import { revisionFiles } from "../../revisions/load.ts";
import { newCreatedAt, newRevisionId, revisionFileName } from "../../revisions/write.ts";
import { readState } from "../../runner/state.ts";
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
  const config = options.config ?? (isThere.includes(true) ? undefined : { models: databaseModelsGlob });
  return openProject({ ...options, cwd: directory, config });
}

async function assertNothingThere(
  config: Config,
  url: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { heads } = await withClient(url, (client) => readState(client, config.stateSchema), { signal });
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
  const { config, url, catalog, kit, folder } = existing;
  const compare = async (files: DatabaseModels["files"]) => {
    if (files.size === 0) throw impossible("there is nothing in it");
    const models = await loadDraft(config, folder, files);
    return { models, wrong: await wrongIn(config, { url, models, signal }) };
  };
  const drafted = await databaseModels({
    config,
    catalog,
    scratchUrl: await scratchServer(config, url),
    kit,
    folder: join(folder, "pulled"),
    signal,
    isRight: async (files) => (await compare(files)).wrong === undefined,
    tell: (message) => onEvent?.({ type: "note", message }),
  });
  const { models, wrong } = await compare(drafted.files);
  if (wrong !== undefined) throw impossible(wrong);
  const graph = buildGraph([]);
  const side = { config, models, signal };
  return withMigrationComparison({ ...side, url, graph, parents: [] }, async (comparison) => {
    const id = newRevisionId();
    const input = {
      id,
      revises: [],
      message: "baseline",
      createdAt: newCreatedAt(),
      models: reachedHash({ models, config, graph, foundation: [] }),
      ...(await proposeChange(comparison, { noRenames: true })),
    };
    const file = join(config.migrations, revisionFileName(input));
    const path = (absolute: string) => relative(directory, absolute).split(sep).join("/");
    const files: FileToWrite[] = [
      ...[...drafted.files].map(([name, text]) => ({ path: `models/${name}`, text })),
      { path: path(file), text: formatRevision(input) },
      { path: path(join(config.migrations, "heads.txt")), text: `${id}\n` },
    ];
    const { notCompared } = await withModelComparison({ ...side, url }, async (each) => each);
    return { id, file, files, notCompared, fallback: drafted.fallback };
  });
}

/** Why the models are not the database, by what `check` compares; undefined when they are. */
async function wrongIn(
  config: Config,
  {
    url,
    models,
    signal,
  }: { url: string; models: Awaited<ReturnType<typeof loadModels>>; signal?: AbortSignal | undefined },
): Promise<string | undefined> {
  try {
    const found = await withModelComparison({ config, url, models, signal }, async (each) =>
      differences(each),
    );
    return found.length === 0
      ? undefined
      : found.map(({ action, kind, name }) => `${action} ${kind} ${name}`).join(", ");
  } catch (error) {
    if (!isVarveError(error) || error.code !== "MODEL_REFUSED") throw error;
    return error.message;
  }
}

async function loadDraft(config: Config, folder: string, files: DatabaseModels["files"]) {
  const root = join(folder, "models");
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  for (const [name, text] of files) await writeFile(join(root, name), text);
  return loadModels({ ...config, root, models: ["*.{ts,sql}"] });
}

function impossible(why: string): VarveError {
  return new VarveError("BASELINE_IMPOSSIBLE", {
    message: `The database cannot be written as models: ${why}.`,
    hint: "Leave what is named out by `exclude` in varve.config.ts, and run the command again; nothing was written.",
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
