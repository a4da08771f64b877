import { VarveError } from "../errors.ts";
import { bundle } from "./bundle.ts";
import { importDirectly } from "./direct.ts";
import { evaluate, type Namespace } from "./evaluate.ts";

export type { Namespace };

/**
 * Loads files the user wrote: TypeScript or JavaScript, ESM or CommonJS, with extensionless imports, tsconfig paths and
 * JSON imports. Every call sees the files as they are now; modules that several of the files import are shared within a call.
 * Plain JavaScript is imported as Node does it. Everything else is bundled in memory first, its packages left where
 * they are, so that Varve and the user's own code meet in one copy of drizzle-orm.
 *
 * @param files absolute paths; the map has them as keys, in this order
 * Errors: MODULE_NOT_FOUND, MODULE_SYNTAX_ERROR, MODULE_THREW.
 */
export async function loadModules(files: readonly string[]): Promise<Map<string, Namespace>> {
  if (files.length === 0) return new Map();
  return (await importDirectly(files)) ?? evaluate(files, await bundle(files));
}

/** Loads one file; see {@link loadModules}. */
export async function loadModule(file: string): Promise<Namespace> {
  const namespace = (await loadModules([file])).get(file);
  if (namespace === undefined) throw new VarveError("INTERNAL_ERROR", { message: `${file} was not loaded.` });
  return namespace;
}
