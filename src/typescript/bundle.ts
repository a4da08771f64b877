import { dirname, join, parse } from "node:path";
import type { BuildFailure, BuildOptions } from "esbuild";
import { entryName, fromBuildFailure } from "./build-error.ts";
import { asksForLocation, locationNames, locationsStayTrue } from "./locations.ts";
import { packagesStayOutside, varveEntries } from "./packages.ts";

/** One ES module that exports the namespace of each file as `m0`, `m1`, …, with its source map. */
export interface Bundle {
  readonly code: string;
  /** JSON; its sources are absolute paths. */
  readonly map: string;
}

/** Bundles the files and whatever they import of the user's own, in memory. Errors: MODULE_NOT_FOUND, MODULE_SYNTAX_ERROR. */
export async function bundle(files: readonly string[]): Promise<Bundle> {
  const quick = await build(files, {});
  if (!asksForLocation(quick.code)) return quick;
  return build(files, { define: locationNames, plugins: [packagesStayOutside, locationsStayTrue] });
}

async function build(files: readonly string[], extra: BuildOptions): Promise<Bundle> {
  const esbuild = await import("esbuild");
  try {
    const { outputFiles } = await esbuild.build({ ...options(files), ...extra, write: false });
    const text = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? "";
    return { code: text(".mjs"), map: text(".mjs.map") };
  } catch (error) {
    if (isBuildFailure(error)) throw fromBuildFailure(error);
    throw error;
  }
}

function options(files: readonly string[]) {
  const [first = "/"] = files;
  const { root } = parse(first);
  const imports = files.map((file, index) => `import * as m${index} from ${JSON.stringify(file)};`);
  const names = files.map((_, index) => `m${index}`);
  return {
    stdin: {
      contents: `${imports.join("\n")}\nexport { ${names.join(", ")} };`,
      resolveDir: dirname(first),
      sourcefile: entryName,
    },
    absWorkingDir: root,
    outfile: join(root, "varve.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    // As Node resolves: without esbuild's own "module" condition.
    conditions: [],
    target: "node20",
    sourcemap: "external",
    sourcesContent: false,
    logLevel: "silent",
    banner: { js: requireFor(first) },
    alias: { ...varveEntries },
    external: ["file://*"],
    plugins: [packagesStayOutside],
  } as const satisfies BuildOptions;
}

/** CommonJS code in the bundle needs a `require`, and one that takes the URLs that packages are named by. */
function requireFor(file: string): string {
  return [
    `import { createRequire as __varve_createRequire } from "node:module";`,
    `import { fileURLToPath as __varve_path } from "node:url";`,
    `const require = ((load) => Object.assign((id) => load(id.startsWith("file:") ? __varve_path(id) : id), load))`,
    `(__varve_createRequire(${JSON.stringify(file)}));`,
  ].join("");
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
