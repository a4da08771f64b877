// One PostgreSQL data directory on this machine: how it is made. Its running server is the business of postmaster.ts.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { VarveError } from "../errors.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { isAlive, serverEnvironment } from "./postmaster.ts";
import { commandAs, giveTo, type ServerUser } from "./server-user.ts";

const run = promisify(execFile);

export const superuser = "postgres";

/** The superuser's password; it lies in the data directory, which nobody else can read. */
export async function readPassword(dataDirectory: string): Promise<string> {
  return await readFile(path.join(dataDirectory, "varve.password"), "utf8");
}

/**
 * Makes `dataDirectory` with a random password, unless it is there. It appears complete or not at all, so of two processes
 * that come at once the later one finds the work done.
 */
export async function ensureCluster(
  dataDirectory: string,
  { binaries, user }: { binaries: PostgresBinaries; user: ServerUser | undefined },
): Promise<void> {
  await clearLeftovers(dataDirectory);
  if (await isCluster(dataDirectory)) return;
  const unfinished = nameBeside(dataDirectory);
  try {
    await initialise(unfinished, binaries, user);
    await rename(unfinished, dataDirectory);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await isCluster(dataDirectory))) throw error;
  }
}

async function initialise(
  directory: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
): Promise<void> {
  await mkdir(directory, { mode: 0o700 });
  await giveTo(user, directory);
  const passwordFile = `${directory}.password`;
  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordFile, password, { mode: 0o600, flag: "wx" });
  try {
    await giveTo(user, passwordFile);
    const settings = [
      "--encoding=UTF8",
      ...localeArguments(binaries.major),
      "--auth=scram-sha-256",
      "--no-sync",
    ];
    const args = ["-D", directory, `--username=${superuser}`, `--pwfile=${passwordFile}`, ...settings];
    const folders = [directory, path.dirname(binaries.initdb)];
    const asUser = await commandAs(user, { command: binaries.initdb, args, folders });
    const cwd = path.dirname(directory);
    await run(asUser.command, asUser.args, { ...asUser.identity, cwd, env: serverEnvironment() });
    await rename(passwordFile, path.join(directory, "varve.password"));
  } catch (error) {
    throw initFailed(error);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** All of Unicode, sorted by code point, the same on every machine. Before 17 that takes a locale of the system, and macOS has none. */
function localeArguments(major: number): string[] {
  if (major >= 17) return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  return [process.platform === "darwin" ? "--locale=en_US.UTF-8" : "--locale=C.UTF-8", "--lc-messages=C"];
}

async function isCluster(dataDirectory: string): Promise<boolean> {
  return await access(path.join(dataDirectory, "PG_VERSION")).then(
    () => true,
    () => false,
  );
}

/** Deletes a data directory whose server is stopped: gone at once or not at all. */
export async function removeCluster(dataDirectory: string): Promise<void> {
  const doomed = nameBeside(dataDirectory);
  await rename(dataDirectory, doomed);
  await rm(doomed, { recursive: true, force: true });
}

/** For a directory that is being made or deleted by this process. */
function nameBeside(dataDirectory: string): string {
  return `${dataDirectory}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
}

/** Removes what processes left behind that were killed while they made or deleted a data directory. */
async function clearLeftovers(dataDirectory: string): Promise<void> {
  const parent = path.dirname(dataDirectory);
  for (const name of await readdir(parent)) {
    const pid = /^postgres-\d+\.(\d+)-[0-9a-f]{8}\.tmp/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(path.join(parent, name), { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

function initFailed(cause: unknown): unknown {
  const { stderr, message } = cause as Error & { stderr?: string };
  if (stderr === undefined) return cause;
  return new VarveError("EMBEDDED_FAILED", {
    message: `initdb could not make the data directory of the embedded PostgreSQL: ${stderr.trim() || message}`,
    hint: "Mend what it says, or set DATABASE_URL to a server of your own",
    cause,
  });
}
