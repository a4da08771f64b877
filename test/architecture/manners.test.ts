import { expect, test } from "vitest";
import { sourceFiles } from "../support/sources.ts";

const files = sourceFiles();

function linesThatMatch(pattern: RegExp, { except = [] }: { except?: string[] } = {}): string[] {
  return files
    .filter(({ path }) => !except.includes(path))
    .flatMap(({ path, text }) => text.split("\n").map((line, index) => ({ path, line, number: index + 1 })))
    .filter(({ line }) => pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line))
    .map(({ path, line, number }) => `${path}:${number}: ${line.trim()}`);
}

test("only cli.ts ends the process and knows its streams", () => {
  expect(
    linesThatMatch(/\bprocess\.(exit|exitCode|abort|stdout|stderr|stdin)\b/, { except: ["cli.ts"] }),
  ).toEqual([]);
});

test("nothing prints by itself", () => {
  expect(linesThatMatch(/\bconsole\.|\bprocess\.emitWarning\b/)).toEqual([]);
});

test("messages of errors are sentences", () => {
  const message = /new VarveError\([^{]*\{\s*message:\s*([`"])([\s\S]*?)\1(?:,\n|, \w| \})/g;
  const texts = files.flatMap(({ path, text }) =>
    [...text.matchAll(message)].map(([, , words = ""]) => `${path}: ${words}`),
  );

  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter((text) => !/[.?}]$/.test(text))).toEqual([]);
});

test("no file has more than 350 lines", () => {
  expect(files.filter(({ text }) => text.split("\n").length > 350).map(({ path }) => path)).toEqual([]);
});

test("files are named after what they hold, in kebab-case", () => {
  const odd = files
    .map(({ path }) => path)
    .filter((path) => {
      const isKebab = path.split("/").every((part) => /^[a-z0-9]+(-[a-z0-9]+)*(\.ts)?$/.test(part));
      return !isKebab || /(^|\/)(utils?|helpers?|common|lib|types|shared)(\/|\.ts$)/.test(path);
    });

  expect(odd).toEqual([]);
});
