import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { VarveError } from "../errors.ts";

export const configNames = ["ts", "mts", "cts", "js", "mjs", "cjs"].map(
  (extension) => `varve.config.${extension}`,
);

/**
 * The absolute path of the config file: the one named, else the one in `cwd` or the nearest folder above it, not above
 * the package (the first folder with a package.json) or the git work tree it belongs to.
 * Errors: CONFIG_NOT_FOUND; CONFIG_INVALID when one folder holds two.
 */
export function findConfigFile(cwd: string, named?: string): string {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (isFile(file)) return file;
    throw new VarveError("CONFIG_NOT_FOUND", {
      message: `There is no config file ${file}.`,
      hint: "Check the path given with --config (or in VARVE_CONFIG).",
      details: { file },
    });
  }
  for (const folder of foldersUpToPackage(resolve(cwd))) {
    const found = configNames.map((name) => join(folder, name)).filter(isFile);
    if (found.length > 1) throw severalConfigs(folder, found);
    if (found[0] !== undefined) return found[0];
  }
  throw new VarveError("CONFIG_NOT_FOUND", {
    message: `There is no varve.config.ts in ${resolve(cwd)} or above it in the same package.`,
    hint: "Run `npx varve init` to write one, or name it with --config.",
    details: { cwd: resolve(cwd), names: configNames },
  });
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function* foldersUpToPackage(start: string): Generator<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    yield folder;
    const isRoot = ["package.json", ".git"].some((name) => existsSync(join(folder, name)));
    if (isRoot || folder === dirname(folder)) return;
  }
}

function severalConfigs(folder: string, files: readonly string[]): VarveError {
  const listed = files.map((file) => relative(folder, file));
  return new VarveError("CONFIG_INVALID", {
    message: `${folder} holds several config files: ${listed.join(", ")}.`,
    hint: "Keep one of them, or name it with --config.",
    details: { files },
  });
}
