import { chmod, lstat, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../../make-folder.ts";

export interface FileToWrite {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly executable?: boolean;
  /** The text it has now, for a file that is changed; without it the file must not exist yet. */
  readonly before?: string;
}

/** Writes all of the files, or leaves the folder as it was and throws what went wrong. */
export async function writeFiles(folder: string, files: readonly FileToWrite[]): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    for (const { path, text, executable = false, before } of files) {
      const file = join(folder, path);
      for (const made of await makeFolder(dirname(file))) undo.unshift(() => rmdir(made));
      if (before === undefined) {
        // "wx" fails rather than overwrite what appeared a moment ago.
        await writeFile(file, "", { flag: "wx" });
        undo.unshift(() => rm(file));
      } else {
        undo.unshift(() => writeFile(file, before));
      }
      await writeFile(file, text);
      if (executable) await chmod(file, 0o755);
    }
  } catch (error) {
    for (const step of undo) await step().catch(() => {});
    throw error;
  }
}

/** True for anything with that name, also for a link that leads nowhere. */
export async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}
