// Vitest runs this once for a project before the first of its files: a server of the project's PostgreSQL version.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../../src/database/embedded.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: { url: string; version: number };
  }
}

const settings = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  max_connections: "200",
  max_prepared_transactions: "10",
};

export default async function startServer(project: TestProject): Promise<() => Promise<void>> {
  const version = Number(/pg(\d+)$/.exec(project.name)?.[1]);
  const folder = await mkdtemp(path.join(await quickFolder(), "varve-test-"));
  const keeper = await startKeeper(folder);
  // Everything a test makes in os.tmpdir() lies below this folder, so that the keeper finds servers a test left running.
  project.config.env = { ...project.config.env, TMPDIR: folder };
  try {
    const { url } = await startEmbedded({ directory: path.join(folder, "server"), version, settings });
    project.provide("postgres", { url, version });
  } catch (error) {
    await keeper.end();
    throw error;
  }
  return keeper.end;
}

/** Thousands of databases are made and dropped, of some 300 files each: in memory, where there is plenty, no disk has to follow. */
async function quickFolder(): Promise<string> {
  const memory = "/dev/shm";
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > 8 * 2 ** 30 ? memory : tmpdir();
}

/** A process that clears the folder, its servers first, as soon as this one ends in whatever way. */
async function startKeeper(folder: string): Promise<{ end(): Promise<void> }> {
  await chmod(folder, 0o755);
  const script = path.join(import.meta.dirname, "keeper.mjs");
  const keeper = spawn(process.execPath, [script, folder], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  keeper.unref();
  return {
    async end() {
      keeper.ref();
      keeper.stdin.end();
      if (keeper.exitCode === null) await once(keeper, "exit");
    },
  };
}
