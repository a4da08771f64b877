import { statSync } from "node:fs";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Namespace } from "./evaluate.ts";
import { thrownWhileLoading } from "./thrown.ts";

/** Time and size of each file when Node first imported it: Node never reads it again. */
const stamps = new Map<string, string>();

/**
 * Imports files as Node does, if it can: all of them plain JavaScript, and unchanged since this process first imported
 * them. Undefined when they need to be bundled. An image with only JavaScript in it never starts esbuild this way.
 * Errors: MODULE_THREW.
 */
export async function importDirectly(files: readonly string[]): Promise<Map<string, Namespace> | undefined> {
  if (!files.every((file) => [".js", ".mjs", ".cjs"].includes(extname(file)) && isUnchanged(file)))
    return undefined;
  try {
    const loading = files.map(async (file): Promise<[string, Namespace]> => [file, await importFile(file)]);
    return new Map(await Promise.all(loading));
  } catch (error) {
    // Imports that only a bundler understands (no extension, a tsconfig path, JSON), or a fault that it words better.
    if (isLinkError(error)) return undefined;
    throw thrownWhileLoading(error);
  }
}

function isUnchanged(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  const stamp = `${stats.mtimeMs} ${stats.size}`;
  if (!stamps.has(file)) stamps.set(file, stamp);
  return stamps.get(file) === stamp;
}

async function importFile(file: string): Promise<Namespace> {
  const namespace: Namespace = await import(pathToFileURL(file).href);
  const { default: exported } = namespace;
  // Node finds the names in CommonJS' `module.exports = …` only where they are written out.
  return exported !== null && typeof exported === "object" ? { ...exported, ...namespace } : namespace;
}

function isLinkError(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(ERR_)?MODULE_NOT_FOUND$|^ERR_(UNKNOWN_FILE_EXTENSION|UNSUPPORTED_|IMPORT_A|REQUIRE_|PACKAGE_)/.test(
    code,
  );
}
