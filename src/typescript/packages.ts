import { isBuiltin } from "node:module";
import { extname, isAbsolute } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";

/**
 * Everything but `./x`, `/x` and Varve's own entries. Calling back into JavaScript costs 0.1 ms an import, which
 * a thousand revisions, each importing `varve/migrations` alone, need not pay. Go's expressions know no look-ahead.
 */
const bare = /^(?:[^./v]|v$|v[^a]|va$|va[^r]|var$|var[^v]|varv$|varv[^e]|varve[^/])/;

const extension = extname(import.meta.url);

/**
 * Where `varve` and `varve/…` lead: always to the copy that is running, also when it runs from a global
 * installation. Run from source, it is TypeScript and becomes part of the bundle.
 */
export const varveEntries: Readonly<Record<string, string>> = Object.fromEntries(
  ["events", "migrations", "models", "fastify", "hono", "index"].map((entry) => {
    const url = new URL(`../${entry}${extension}`, import.meta.url);
    const name = entry === "index" ? "varve" : `varve/${entry}`;
    return [name, extension === ".ts" ? fileURLToPath(url) : url.href];
  }),
);

/** Packages without code, by which Next.js tells what must not get into a browser or a server. Here is neither: Node would throw. */
const markers = ["server-only", "client-only"];

/** Leaves installed packages out of the bundle, named by their absolute URL so that it can be evaluated from anywhere. */
export const packagesStayOutside: Plugin = {
  name: "varve-packages",
  setup(build) {
    const resolved = new Map<string, Promise<OnResolveResult | undefined>>();
    build.onResolve({ filter: bare }, (args) => {
      if (args.pluginData === asking || isAbsolute(args.path)) return undefined;
      if (isBuiltin(args.path)) return { path: args.path, external: true };
      if (markers.includes(args.path)) return { path: args.path, namespace: "varve-marker" };
      const key = [args.kind, args.resolveDir, args.path].join("\0");
      const known = resolved.get(key) ?? resolvePackage(build, args);
      resolved.set(key, known);
      return known;
    });
    build.onLoad({ filter: /^/, namespace: "varve-marker" }, () => ({ contents: "" }));
  },
};

/** Marks our own question to esbuild, which comes back to the plugin. */
const asking = Symbol("asking");

async function resolvePackage(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult | undefined> {
  const { path, kind, importer, resolveDir } = args;
  const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: asking });
  // Not found: esbuild asks itself again and words the error, or the warning where the code can do without.
  if (found.errors.length > 0) return undefined;
  if (isInstalledJavaScript(found.path)) return { path: pathToFileURL(found.path).href, external: true };
  return { path: found.path, namespace: found.namespace, sideEffects: found.sideEffects };
}

/** What Node can import by itself. A package of the user's own workspace is his source, also when it is JavaScript. */
function isInstalledJavaScript(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path) && [".js", ".mjs", ".cjs"].includes(extname(path));
}
