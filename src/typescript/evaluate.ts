import type { Bundle } from "./bundle.ts";
import type { Namespace } from "./load.ts";
import { rememberBundle } from "./position.ts";
import { thrownWhileLoading } from "./thrown.ts";

let evaluations = 0;

/**
 * Runs a bundle and gives back what each file exports. It is imported from a `data:` URL: nothing is written to disk,
 * and since Node never runs one URL twice, the number in the name makes every evaluation a fresh one.
 * Errors: MODULE_THREW, MODULE_NOT_FOUND, MODULE_SYNTAX_ERROR.
 */
export async function evaluate(
  files: readonly string[],
  { code, map }: Bundle,
): Promise<Map<string, Namespace>> {
  evaluations += 1;
  const name = `varve:bundle-${evaluations}`;
  rememberBundle(name, map);
  const source = Buffer.from(`${code}\n//# sourceURL=${name}\n`).toString("base64");
  try {
    const namespaces: Record<string, Namespace> = await import(`data:text/javascript;base64,${source}`);
    return new Map(files.map((file, index) => [file, namespaces[`m${index}`] ?? {}]));
  } catch (error) {
    throw thrownWhileLoading(error, name);
  }
}
