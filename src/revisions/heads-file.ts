// heads.txt: one line a head. Two branches that both add a revision change the same line, so that git reports a conflict
// where it should be noticed: at the merge, not at the deployment.

import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

const name = "heads.txt";

/** The heads in the file; undefined when there is none, which switches it off. Lines of a conflict are no heads. */
export function readHeadsFile(directory: string): string[] | undefined {
  try {
    return readFileSync(join(directory, name), "utf8")
      .split("\n")
      .filter((line) => /^[\p{L}\p{N}_.]+$/u.test(line));
  } catch {
    return undefined;
  }
}

/** Writes the heads, sorted. */
export async function writeHeadsFile(directory: string, heads: readonly string[]): Promise<void> {
  await writeFile(
    join(directory, name),
    [...heads]
      .sort()
      .map((head) => `${head}\n`)
      .join(""),
  );
}
