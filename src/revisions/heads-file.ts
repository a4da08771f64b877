// heads.txt: one line a head. Two branches that both add a revision change the same line, so that git reports a conflict
// where it should be noticed: at the merge, not at the deployment. It only repeats what the graph says, and is never read.

import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

const name = "heads.txt";

/** Writes the heads where there is a heads.txt; a folder without one has switched it off. */
export async function keepHeadsFile(directory: string, heads: readonly string[]): Promise<void> {
  if (existsSync(join(directory, name))) await writeHeadsFile(directory, heads);
}

/** Writes the heads, sorted. */
export async function writeHeadsFile(directory: string, heads: readonly string[]): Promise<void> {
  const { path, text } = headsFile(heads);
  await writeFile(join(directory, path), text);
}

/** Its name in the folder of the revisions, and what it holds. Pure. */
export function headsFile(heads: readonly string[]): { path: string; text: string } {
  const lines = [...heads].sort().map((head) => `${head}\n`);
  return { path: name, text: lines.join("") };
}
