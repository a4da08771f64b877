import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type SourceFile, sourceFiles } from "../support/sources.ts";

/** From top to bottom: a file imports only from its own layer and from those below. */
const layers = [
  "cli.ts",
  "commands/",
  "rehearsal/",
  "lint/",
  "backup/",
  "adoption/",
  "autogenerate/",
  "runner/",
  "revisions/",
  "proof/",
  "plan/",
  "renames/",
  "engine/index.ts",
  "engine/ground/",
  "engine/planning/",
  "engine/mends/",
  "engine/scope/",
  "engine/compare.ts",
  "engine/reading/",
  "engine/traits/",
  "engine/actions/",
  "engine/facts/",
  "engine/reparse/",
  "engine/names.ts",
  "engine/tenant-schema.ts",
  "engine/reader.ts",
  "models/",
  "config.ts",
  "config/",
  "typescript/",
  "events/",
  "http/",
  "database/",
  "repository/",
  "sql/",
  "terminal/",
  "version.ts",
  "make-folder.ts",
  "together.ts",
  "nearest.ts",
  "by-key.ts",
  "interruption.ts",
  "errors.ts",
];
const entries = ["index.ts", "events.ts", "migrations.ts", "models.ts", "fastify.ts", "hono.ts"];

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const files = sourceFiles();
const inside = files.filter(({ path }) => !entries.includes(path));
const layerOf = (path: string) => layers.findIndex((layer) => path.startsWith(layer));

test("every file belongs to a layer", () => {
  expect(inside.map(({ path }) => path).filter((path) => layerOf(path) < 0)).toEqual([]);
});

test("imports go down", () => {
  expect(importsThat((from, to) => layerOf(to) < layerOf(from))).toEqual([]);
});

test("only the command line knows the terminal", () => {
  expect(
    importsThat((from, to) => to.startsWith("terminal/") && !/^(cli|commands|terminal)\b/.test(from)),
  ).toEqual([]);
});

test("imports form no circle, types included", () => {
  expect(findCircle(files)).toBeUndefined();
});

test("entry files re-export and do nothing else, and nobody inside imports them", () => {
  const statements = files
    .filter(({ path }) => entries.includes(path))
    .flatMap(({ path, text }) =>
      [...withoutComments(text).matchAll(/^(?!export |\}| |$).*/gm)].map((line) => `${path}: ${line}`),
    );

  expect(statements).toEqual([]);
  expect(importsThat((_, to) => entries.includes(to))).toEqual([]);
});

test("only engine/ knows pg-delta", () => {
  const knowing = files.filter(({ packages }) => packages.includes("@supabase/pg-delta"));

  expect(knowing.filter(({ path }) => !path.startsWith("engine/"))).toEqual([]);
});

test("every package that is imported is declared for those who install Varve", () => {
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
  const missing = files.flatMap(({ path, packages }) =>
    packages.filter((name) => !(name in declared)).map((name) => `${path}: ${name}`),
  );

  expect(missing).toEqual([]);
});

test("every package that is installed with Varve is imported", () => {
  const imported = new Set(files.flatMap(({ packages }) => packages));

  expect(Object.keys(manifest.dependencies).filter((name) => !imported.has(name))).toEqual([]);
});

function importsThat(isWrong: (from: string, to: string) => boolean): string[] {
  return inside.flatMap(({ path, imports }) =>
    imports.filter((to) => isWrong(path, to)).map((to) => `${path} -> ${to}`),
  );
}

/** The files of a circle in their order, or undefined: depth first, remembering what was left without one. */
function findCircle(files: readonly SourceFile[]): string[] | undefined {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const finished = new Set<string>();
  const visit = (path: string, trail: string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (finished.has(path)) return undefined;
    for (const next of importsOf.get(path) ?? []) {
      const circle = visit(next, [...trail, path]);
      if (circle !== undefined) return circle;
    }
    finished.add(path);
    return undefined;
  };
  return files.map(({ path }) => visit(path, [])).find((circle) => circle !== undefined);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
}
