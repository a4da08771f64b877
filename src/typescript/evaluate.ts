import type { Bundle } from "./bundle.ts";
import { rememberBundle } from "./position.ts";
import { thrownWhileLoading } from "./thrown.ts";

/** What a module exports, by name. */
export type Namespace = Readonly<Record<string, unknown>>;

/**
 * Runs a bundle and gives back what each file exports. It is imported from a `data:` URL: nothing is written to disk,
 * and since Node never runs one URL twice, the bundle's number makes every evaluation a fresh one.
 * Errors: MODULE_THREW, MODULE_NOT_FOUND, MODULE_SYNTAX_ERROR.
 */
export async function evaluate(
  files: readonly string[],
  { code, map }: Bundle,
): Promise<Map<string, Namespace>> {
  const number = rememberBundle(map);
  // Without a name of its own, every line of a stack would hold the whole URL.
  const source = Buffer.from(`${code}\n//# sourceURL=varve:bundle-${number}\n`).toString("base64");
  try {
    const namespaces: Record<string, Namespace> = await import(
      `data:text/javascript;varve=${number};base64,${source}`
    );
    return new Map(files.map((file, index) => [file, namespaces[`m${index}`] ?? {}]));
  } catch (error) {
    throw thrownWhileLoading(error);
  }
}
