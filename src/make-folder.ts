import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it that are missing; gives back the ones it made, the outermost first. Node's own
 * `recursive` never comes back where a folder cannot be made although the one above it is there, as in /proc.
 */
export async function makeFolder(folder: string): Promise<string[]> {
  if (existsSync(folder)) return [];
  const above = await makeFolder(dirname(folder));
  try {
    await mkdir(folder);
    return [...above, folder];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return above;
    throw error;
  }
}
