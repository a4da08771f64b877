import { randomBytes } from "node:crypto";
import { constants, copyFile, link, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { VarveError } from "../errors.ts";
import { makeFolder } from "../make-folder.ts";
import { formatRevision, type RevisionInput } from "./format.ts";
import { keepHeadsFile, writeHeadsFile } from "./heads-file.ts";

/** Twelve random hexadecimal digits. */
export function newRevisionId(): string {
  return randomBytes(6).toString("hex");
}

/** Now, as a revision writes it: UTC, whole seconds. */
export function newCreatedAt(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

/**
 * Writes `<id>_<slug>.ts` into the folder, which is made when it is missing. The file appears complete or not at all,
 * and replaces none. `heads` are those of the folder before; `heads.txt` is kept in step with them: it begins with the first
 * revision, and stays away when it was deleted. Errors: MIGRATIONS_NOT_WRITABLE, REVISION_ID_DUPLICATE.
 */
export async function writeRevision(
  directory: string,
  input: RevisionInput,
  heads: readonly string[],
): Promise<{ id: string; file: string }> {
  const file = join(directory, revisionFileName(input));
  const { id, revises } = input;
  await writeNew(directory, file, formatRevision(input));
  const keep = heads.length === 0 ? writeHeadsFile : keepHeadsFile;
  await keep(directory, [...heads.filter((head) => !revises.includes(head)), id]);
  return { id, file };
}

/** `3f2a9c1b7d04_add_custom_model.ts` */
export function revisionFileName({ id, message }: { id: string; message: string }): string {
  const plain = message.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, 40)
    .replace(/^_+|_+$/g, "");
  return `${id}_${slug || "revision"}.ts`;
}

async function writeNew(directory: string, file: string, text: string): Promise<void> {
  const temporary = join(directory, `.${basename(file)}.${process.pid}.tmp`);
  try {
    await makeFolder(directory);
    await writeFile(temporary, text, { flag: "wx" });
    await link(temporary, file).catch((error: NodeJS.ErrnoException) => {
      // Some file systems have no hard links.
      if (error.code === "EEXIST") throw error;
      return copyFile(temporary, file, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    throw notWritten(directory, file, error as NodeJS.ErrnoException);
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

function notWritten(directory: string, file: string, error: NodeJS.ErrnoException): VarveError {
  if (error.code === "EEXIST") {
    return new VarveError("REVISION_ID_DUPLICATE", {
      message: `${file} exists already.`,
      hint: "Give the new revision another id.",
      details: { files: [file] },
      cause: error,
    });
  }
  return new VarveError("MIGRATIONS_NOT_WRITABLE", {
    message: `Cannot write to the migrations folder ${directory}: ${error.message}`,
    hint: "Check `migrations` in the config, the rights on the folder and the space on its disk.",
    details: { directory },
    cause: error,
  });
}
