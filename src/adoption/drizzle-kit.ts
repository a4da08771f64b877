// drizzle-kit, which reads a database as Drizzle models. It is the project's own copy: no dependency of Varve.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { interrupted } from "../database/abort.ts";
import { parseSettings } from "../database/settings.ts";
import { tlsOptions } from "../database/tls.ts";
import { VarveError } from "../errors.ts";

/** The program of the drizzle-kit that is installed in or above a folder. Error: DRIZZLE_KIT_NOT_INSTALLED. */
export function findDrizzleKit(directory: string): string {
  const folders = createRequire(join(directory, "package.json")).resolve.paths("drizzle-kit") ?? [];
  const program = folders.map((folder) => join(folder, "drizzle-kit/bin.cjs")).find(existsSync);
  if (program !== undefined) return program;
  throw new VarveError("DRIZZLE_KIT_NOT_INSTALLED", {
    message: `drizzle-kit, which reads a database as Drizzle models, is not installed in ${directory}.`,
    hint: "npm install --save-dev drizzle-kit, then run the command again.",
    details: { directory },
  });
}

export interface Pull {
  /** The program. */
  readonly kit: string;
  readonly url: string;
  /** An empty folder in the project. */
  readonly folder: string;
  readonly schemas: readonly string[];
  /** Tables and views, by name alone, that are nobody's models. */
  readonly leaveOut: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Has drizzle-kit write its files into the folder. */
export async function pull({ kit, url, folder, schemas, leaveOut, signal }: Pull): Promise<PullResult> {
  const config = {
    dialect: "postgresql",
    out: ".",
    schemaFilter: schemas,
    tablesFilter: ["*", ...leaveOut.map((name) => `!${name}`)],
  };
  // The password is in the environment of that process alone: no file holds it, no list of processes shows it.
  const credentials = "JSON.parse(process.env.VARVE_PULL_CREDENTIALS)";
  const source = `module.exports = { ...${JSON.stringify(config)}, dbCredentials: ${credentials} };\n`;
  await writeFile(join(folder, "drizzle.config.cjs"), source);
  const child = spawn(process.execPath, [kit, "pull", "--config=drizzle.config.cjs"], {
    cwd: folder,
    env: { ...process.env, VARVE_PULL_CREDENTIALS: credentialsOf(url) },
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal !== undefined && { signal }),
  });
  const ended = once(child, "close").catch((error: unknown) => {
    throw signal?.aborted ? interrupted(signal) : error;
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const written = await readFile(join(folder, "schema.ts"), "utf8").catch(() => undefined);
  return { written, log: out + err };
}

export interface PullResult {
  /** The text of schema.ts; undefined when drizzle-kit gave up. */
  readonly written: string | undefined;
  /** What it printed. */
  readonly log: string;
}

/** With the certificates of Varve's own connection; a check of names cannot be passed on, so it stays on. */
function credentialsOf(url: string): string {
  const settings = parseSettings(url);
  const { host, port, user, password, database, tls } = settings;
  return JSON.stringify({ host, port, user, password, database, ssl: tlsOptions(tls) });
}
