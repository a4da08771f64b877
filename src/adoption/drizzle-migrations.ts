// The migrations folder of drizzle-kit, in both of its layouts: up to 0.31 a journal and a file each, since 1.0 a folder each.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { VarveError } from "../errors.ts";

export interface DrizzleMigration {
  /** `0001_open_stature`, or `20261123005059_striped_talon`. */
  readonly tag: string;
  /** Absolute path. */
  readonly file: string;
  /** When it was generated, as drizzle-orm records it with what is applied: milliseconds since 1970. */
  readonly when: number;
  readonly text: string;
  /** SHA-256 of the file as drizzle-orm records it; also with the line ends that git may have given it since. */
  readonly hashes: readonly string[];
}

/** In the order in which drizzle-orm applies them. Error: ADOPTION_FAILED. */
export async function readDrizzleMigrations(folder: string): Promise<DrizzleMigration[]> {
  const journal = await readFile(join(folder, "meta/_journal.json"), "utf8").catch(() => undefined);
  const entries = journal === undefined ? await foldersIn(folder) : journalEntries(journal, folder);
  if (entries.length === 0) throw noMigrations(folder);
  return Promise.all(
    entries.map(async ({ tag, when, file }) => {
      const path = join(folder, file);
      const text = await readFile(path, "utf8").catch((cause: Error) => {
        throw invalid(`The migration ${tag} cannot be read: ${cause.message}`, cause);
      });
      return { tag, file: path, when, text, hashes: hashesOf(text) };
    }),
  );
}

interface Entry {
  readonly tag: string;
  readonly when: number;
  /** Relative to the folder. */
  readonly file: string;
}

function journalEntries(text: string, folder: string): Entry[] {
  try {
    const { dialect, entries } = JSON.parse(text) as { dialect: string; entries: Entry[] };
    if (!/^(pg|postgres|postgresql)$/.test(dialect)) throw new Error(`its dialect is ${dialect}`);
    return entries.map(({ tag, when }) => {
      if (typeof tag !== "string" || Number.isNaN(new Date(when).getTime()))
        throw new Error("an entry has no tag or no time");
      return { tag, when, file: `${tag}.sql` };
    });
  } catch (error) {
    throw invalid(
      `The journal of ${folder} is none of PostgreSQL migrations: ${(error as Error).message}`,
      error,
    );
  }
}

async function foldersIn(folder: string): Promise<Entry[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const tags = found
    .filter((each) => each.isDirectory() && /^\d{14}(_|$)/.test(each.name))
    .map(({ name }) => name);
  return tags.sort().map((tag) => ({ tag, when: timeOf(tag), file: `${tag}/migration.sql` }));
}

/** `20261123005059_striped_talon` was made at that time, in UTC. */
function timeOf(tag: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(tag)?.map(Number) ?? [];
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

function hashesOf(text: string): string[] {
  const unix = text.replaceAll("\r\n", "\n");
  return [text, unix, unix.replaceAll("\n", "\r\n")].map((each) =>
    createHash("sha256").update(each).digest("hex"),
  );
}

function noMigrations(folder: string): VarveError {
  return invalid(
    `${folder} is no migrations folder of drizzle-kit: it has neither meta/_journal.json nor folders such as 20261123005059_name.`,
  );
}

function invalid(message: string, cause?: unknown): VarveError {
  return new VarveError("ADOPTION_FAILED", {
    message,
    hint: "Name the folder that `out` of drizzle.config has: varve adopt drizzle ./drizzle",
    cause,
  });
}
