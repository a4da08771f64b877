import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

const mentions = /\b__dirname\b|\b__filename\b|\bimport\.meta\b/;

/** True when code asks where it is: within a bundle, only {@link locationsStayTrue} can answer. */
export function asksForLocation(code: string): boolean {
  return mentions.test(code);
}

/** Free names only: a file that declares its own `__dirname` keeps it. */
export const locationNames = {
  __dirname: "__varve_dirname",
  __filename: "__varve_filename",
  "import.meta.dirname": "__varve_dirname",
  "import.meta.filename": "__varve_filename",
  "import.meta.url": "__varve_url",
};

/** Tells every file that asks where it is, on its own first line so that line numbers stay. */
export const locationsStayTrue: Plugin = {
  name: "varve-locations",
  setup(build) {
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      if (!mentions.test(text)) return undefined;
      const [url, file, folder] = [pathToFileURL(path).href, path, dirname(path)].map((value) =>
        JSON.stringify(value),
      );
      const answers = `const __varve_url = ${url}, __varve_filename = ${file}, __varve_dirname = ${folder};`;
      return { contents: answers + text.replace(/^#!/, "//"), loader: "default" };
    });
  },
};
