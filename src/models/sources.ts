import { statSync } from "node:fs";
import { resolve } from "node:path";
import { glob } from "tinyglobby";
import { VarveError } from "../errors.ts";

const isModelFile = /(?<!\.d)\.([cm]?[jt]s|sql)$/;

/**
 * The files that the globs of the config match, sorted. A folder means all in it and below. A glob that matches nothing is
 * an error: with its tables forgotten, the next revision would drop them. Errors: NO_MODELS.
 */
export async function findModelFiles(root: string, patterns: readonly string[]): Promise<string[]> {
  const found = await Promise.all(patterns.map((pattern) => matches(root, pattern)));
  const empty = patterns.find((_, index) => found[index]?.length === 0);
  if (empty !== undefined || patterns.length === 0) {
    throw new VarveError("NO_MODELS", {
      message:
        empty === undefined ? "The config names no models." : `No model file matches "${empty}" in ${root}.`,
      hint: `"models" in the config holds globs that start at its folder, such as "./models/*.ts".`,
      details: { root, models: patterns },
    });
  }
  return [...new Set(found.flat())].sort();
}

async function matches(root: string, pattern: string): Promise<string[]> {
  const path = resolve(root, pattern);
  // A name such as `[tenant].ts` is a glob as well.
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return [path];
  const files = await glob(pattern, { cwd: root, absolute: true, ignore: ["**/node_modules/**"] });
  return files.filter((file) => isModelFile.test(file)).map((file) => resolve(file));
}
