// The models that a database was last proven equal to, kept beside the project: what changed since can be told from them.
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { localFolder } from "../config/local-folder.ts";
import type { Config } from "../config.ts";
import { makeFolder } from "../make-folder.ts";
import { hashStatements, type Models } from "../models/load.ts";

export type KnownModels = Pick<Models, "statements" | "hash" | "kinds" | "existing">;

/** Files that are kept, the last used; each is about twice as large as the models. */
const kept = 3;

/** Keeps the models that `reached` (see {@link reachedHash}) stands for. A folder that can't be written to is no obstacle. */
export async function rememberModels(
  { root }: Pick<Config, "root">,
  reached: string,
  models: Models,
): Promise<void> {
  const { statements, kinds, existing } = models;
  const folder = folderIn(root);
  const file = fileOf(root, reached);
  if (existsSync(file)) return;
  try {
    const [made] = await makeFolder(path.dirname(folder));
    if (made !== undefined) await writeFile(path.join(made, ".gitignore"), "*\n");
    await makeFolder(folder);
    // Whoever reads it finds all of it, or nothing.
    await writeFile(`${file}.new`, JSON.stringify({ statements, kinds: [...kinds], existing }));
    await rename(`${file}.new`, file);
    await forgetOldest(folder);
  } catch {
    // Without them, all of the models is built the next time.
  }
}

/** The models that `reached` stands for, if they are kept. */
export async function recallModels(
  { root }: Pick<Config, "root">,
  reached: string,
): Promise<KnownModels | undefined> {
  // It comes from the database, and becomes the name of a file.
  if (!/^[0-9a-f]{64}$/.test(reached)) return undefined;
  try {
    const file = fileOf(root, reached);
    const { statements, kinds, existing } = JSON.parse(await readFile(file, "utf8"));
    await utimes(file, new Date(), new Date());
    return { statements, hash: hashStatements(statements), kinds: new Set<string>(kinds), existing };
  } catch {
    return undefined;
  }
}

async function forgetOldest(folder: string): Promise<void> {
  const files = (await readdir(folder)).map((name) => path.join(folder, name));
  const ages = await Promise.all(files.map(async (file) => ({ file, time: (await stat(file)).mtimeMs })));
  for (const { file } of ages.sort((a, b) => b.time - a.time).slice(kept)) await rm(file);
}

function folderIn(root: string): string {
  return path.join(localFolder(root), "models");
}

function fileOf(root: string, reached: string): string {
  // With a number for what the file holds: another one's is not believed.
  return path.join(folderIn(root), `${reached}.2.json`);
}
