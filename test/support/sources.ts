import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../src");

export interface SourceFile {
  /** Relative to src, with forward slashes: "database/url.ts". */
  path: string;
  text: string;
  /** Files of src that it imports, types included, written like `path`. */
  imports: string[];
  /** Packages it imports: "pg", "@clack/prompts"; Node.js's own are left out. */
  packages: string[];
}

/** Every file of src, sorted by path. */
export function sourceFiles(): SourceFile[] {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  return names
    .map((name) => readSource(name.split(path.sep).join("/")))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function readSource(name: string): SourceFile {
  const text = readFileSync(path.join(root, name), "utf8");
  // An import, an export from elsewhere, or an import() when it is needed.
  const specifiers = [
    ...text.matchAll(/^(?:import|export|\}) [^;]*?from "([^"]+)"|\bimport\("([^"]+)"\)/gm),
  ].map((match) => match[1] ?? match[2] ?? "");
  const isOwn = (specifier: string) => specifier.startsWith(".");
  return {
    path: name,
    text,
    imports: specifiers
      .filter(isOwn)
      .map((specifier) => path.posix.join(path.posix.dirname(name), specifier)),
    packages: specifiers
      .filter((specifier) => !isOwn(specifier) && !specifier.startsWith("node:"))
      .map(packageOf),
  };
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
