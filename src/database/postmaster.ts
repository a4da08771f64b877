// The server process of one data directory: started, found again, stopped. PostgreSQL's own postmaster.pid is the lock and
// the record of what runs (PostgreSQL manual, 66.1), so there is no state of ours that could grow stale.
import { execFile, spawn } from "node:child_process";
import { type FileHandle, open, readFile, readlink, realpath } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { VarveError } from "../errors.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { commandAs, type ServerUser } from "./server-user.ts";

const run = promisify(execFile);

/** The running server of a data directory, as its postmaster.pid tells. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Accepts connections; false while it starts or stops. */
  ready: boolean;
}

export interface LaunchOptions {
  binaries: PostgresBinaries;
  user: ServerUser | undefined;
  port: number;
  /** Server settings beyond Varve's own, such as `{ fsync: "off" }`. */
  settings: Readonly<Record<string, string>>;
  logFile: string;
}

/**
 * Starts the server as a daemon that outlives this process, on 127.0.0.1 and without a Unix socket. Resolves once some server
 * of this data directory is ready: this one, or one that another process started a moment earlier. Throws EMBEDDED_FAILED.
 */
export async function launch(dataDirectory: string, options: LaunchOptions): Promise<Postmaster> {
  const { binaries, user, port, logFile } = options;
  const settings = { ...ownSettings, ...options.settings };
  const assignments = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { command, args, identity } = await commandAs(user, {
    command: binaries.postgres,
    args: ["-D", dataDirectory, "-p", String(port), ...assignments],
    folders: [dataDirectory, path.dirname(binaries.postgres)],
  });
  const env = { ...serverEnvironment(), ...(await strangerInPidFile(dataDirectory)) };
  const log = await open(logFile, "a+", 0o600);
  try {
    const { size } = await log.stat();
    const child = spawn(command, args, {
      ...identity,
      cwd: path.dirname(dataDirectory),
      env,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    let end: string | undefined;
    child.once("error", (error) => {
      end = error.message;
    });
    child.once("exit", (code, signal) => {
      end = `it ended with ${signal ?? `exit code ${code}`}`;
    });
    child.unref();
    const ready = await waitUntilReady(dataDirectory, { pid: child.pid, end: () => end });
    if (typeof ready === "object") return ready;
    throw launchFailed(ready, { logFile, log: await readEnd(log, size) });
  } finally {
    await log.close();
  }
}

const ownSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // A revision of a thousand tables locks all of them and their indexes at once; the default stops at about 900.
  max_locks_per_transaction: "512",
};

/** Recovery after a crash takes its time; a server that is not up after this is given up. */
const startTimeoutMs = 60_000;

interface Launched {
  readonly pid: number | undefined;
  /** Why it ended, once it has. */
  end(): string | undefined;
}

/**
 * The ready server, or the reason why there is none. Where it is another one, the one that was launched has ended: it would take
 * over as soon as the other one stops.
 */
async function waitUntilReady(dataDirectory: string, launched: Launched): Promise<Postmaster | string> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const end = launched.end();
    const postmaster = await findPostmaster(dataDirectory);
    if (postmaster?.ready && (postmaster.pid === launched.pid || end !== undefined)) return postmaster;
    if (end !== undefined && postmaster === undefined) return end;
    await sleep(20);
  }
  return `it was not ready after ${startTimeoutMs / 1000} s`;
}

/**
 * After a crash, postmaster.pid may name a process that is now something else, and PostgreSQL would not start beside it. It
 * takes a process named in this variable (meant for pg_ctl's parent) for no server; unlike deleting the file, that cannot race.
 */
async function strangerInPidFile(dataDirectory: string): Promise<NodeJS.ProcessEnv> {
  const { pid } = await readPidFile(dataDirectory);
  if (!pid || (await isPostmaster(pid, dataDirectory))) return {};
  return { PG_GRANDPARENT_PID: String(pid) };
}

/** The running server of this data directory, or undefined. */
async function findPostmaster(dataDirectory: string): Promise<Postmaster | undefined> {
  const { pid, port, status } = await readPidFile(dataDirectory);
  if (!pid || !(await isPostmaster(pid, dataDirectory))) return undefined;
  return { pid, port, ready: status === "ready" };
}

/** Like {@link findPostmaster}, after waiting for a start or a stop under way to end. */
export async function settledPostmaster(dataDirectory: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const postmaster = await findPostmaster(dataDirectory);
    if (postmaster === undefined || postmaster.ready || Date.now() > deadline) return postmaster;
    await sleep(20);
  }
}

/** Stops the server of this data directory, cutting its connections; true when there was one. Throws EMBEDDED_FAILED. */
export async function stopPostmaster(dataDirectory: string): Promise<boolean> {
  const postmaster = await findPostmaster(dataDirectory);
  if (postmaster === undefined) return false;
  // A fast, then an immediate shutdown (PostgreSQL manual, 18.5).
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    kill(postmaster.pid, signal);
    const deadline = Date.now() + 15_000;
    while (Date.now() < deadline) {
      // Somebody may have started another one by now.
      if ((await findPostmaster(dataDirectory))?.pid !== postmaster.pid) return true;
      await sleep(20);
    }
  }
  throw new VarveError("EMBEDDED_FAILED", {
    message: `The embedded PostgreSQL (process ${postmaster.pid}) does not stop.`,
    hint: `End it by hand: kill -KILL ${postmaster.pid}`,
  });
}

async function readPidFile(
  dataDirectory: string,
): Promise<{ pid: number; port: number; status: string | undefined }> {
  const text = await readFile(path.join(dataDirectory, "postmaster.pid"), "utf8").catch((error) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const lines = text.split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() };
}

/** A server works in its data directory; where /proc does not tell that, its name must do. */
async function isPostmaster(pid: number, dataDirectory: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === "linux") {
    const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return workingDirectory === (await realpath(dataDirectory));
  }
  if (process.platform === "win32") return true;
  const { stdout } = await run("ps", ["-o", "comm=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout.includes("postgres");
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** For PostgreSQL's programs: none of the caller's secrets, PG* variables or languages. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, TZ, SystemRoot } = process.env;
  return { ...(PATH && { PATH }), ...(TZ && { TZ }), ...(SystemRoot && { SystemRoot }), LC_ALL: "C" };
}

async function readEnd(file: FileHandle, start: number): Promise<string> {
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read({
    buffer: Buffer.alloc(Math.min(size - start, 4000)),
    position: start,
  });
  return buffer.toString("utf8", 0, bytesRead).trim();
}

function launchFailed(reason: string, { logFile, log }: { logFile: string; log: string }): VarveError {
  return new VarveError("EMBEDDED_FAILED", {
    message: `The embedded PostgreSQL did not start: ${reason}${log && `\n${log}`}`,
    hint: `The server's log is ${logFile}`,
    details: { log },
  });
}
