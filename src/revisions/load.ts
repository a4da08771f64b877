import { readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { VarveError } from "../errors.ts";
import { loadModules } from "../typescript/load.ts";
import { buildGraph, type Graph } from "./graph.ts";
import { loadPlain } from "./load-plain.ts";
import { parseRevision, type Revision } from "./parse.ts";

const extensions = [".ts", ".mts", ".js", ".mjs"];

/**
 * The revisions of a folder, in the order of their files; none when the folder does not exist. Where a file was
 * compiled beside its source, the source counts.
 * Errors: MIGRATIONS_NOT_READABLE, those of `loadModules` and of {@link parseRevision}.
 */
export async function loadRevisions(directory: string): Promise<Revision[]> {
  const files = (await revisionFiles(directory)).map((name) => join(directory, name));
  const plain = await loadPlain(files);
  const modules = await loadModules(files.filter((file) => !plain.has(file)));
  return files.map((file) => parseRevision(plain.get(file) ?? modules.get(file)?.default, file));
}

/** The graph of a folder's revisions. Errors: those of {@link loadRevisions} and of `buildGraph`. */
export async function loadGraph(directory: string): Promise<Graph> {
  return buildGraph(await loadRevisions(directory));
}

/** The names of the revision files of a folder, sorted. Error: MIGRATIONS_NOT_READABLE. */
export async function revisionFiles(directory: string): Promise<string[]> {
  const names = (await listFolder(directory)).filter(isRevisionFile).sort();
  const all = new Set(names);
  return names.filter((name) => !all.has(name.replace(/\.(m?)js$/, ".$1ts")) || name.endsWith("ts"));
}

function isRevisionFile(name: string): boolean {
  if (name.startsWith(".") || name.startsWith("index.") || /\.d\.m?ts$/.test(name)) return false;
  return extensions.includes(extname(basename(name)));
}

async function listFolder(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new VarveError("MIGRATIONS_NOT_READABLE", {
      message: `The migrations folder ${directory} cannot be read: ${(error as Error).message}`,
      hint: "Check `migrations` in the config and the rights on the folder.",
      details: { directory },
      cause: error,
    });
  }
}
