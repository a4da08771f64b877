import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { configNames } from "../../config/find.ts";
import { addScripts, parseManifest } from "./package-json.ts";
import { ignoredFolder, npmScripts, type Template } from "./templates.ts";
import { exists, type FileToWrite } from "./write-files.ts";

export interface ProjectFiles {
  readonly files: readonly FileToWrite[];
  /** Files that are there and stay as they are. */
  readonly kept: readonly string[];
  /** Names of the packages that the project declares. */
  readonly declared: ReadonlySet<string>;
}

/** What is to be written into a project's folder: the templates that it lacks, npm scripts, a line in .gitignore. */
export async function planProjectFiles(
  directory: string,
  wanted: readonly Template[],
): Promise<ProjectFiles> {
  const { templates, kept } = await chooseTemplates(directory, wanted);
  const manifest = await readIfThere(join(directory, "package.json"));
  const changes = [
    changeFile(".gitignore", await readIfThere(join(directory, ".gitignore")), addIgnored),
    manifest === undefined
      ? undefined
      : changeFile("package.json", manifest, (text) => addScripts(text, npmScripts)),
  ].filter((change) => change !== undefined);
  return { files: [...templates, ...changes], kept, declared: declaredPackages(manifest) };
}

/** Paths as the document of `init` has them. */
export function listFiles(files: readonly FileToWrite[]): Pick<Listed, "created" | "updated"> {
  const paths = (isNew: boolean) =>
    files.filter(({ before }) => (before === undefined) === isNew).map(({ path }) => path);
  return { created: paths(true), updated: paths(false) };
}

interface Listed {
  readonly created: readonly string[];
  readonly updated: readonly string[];
}

async function chooseTemplates(directory: string, wanted: readonly Template[]) {
  const templates: FileToWrite[] = [];
  const kept: string[] = [];
  for (const template of wanted) {
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
