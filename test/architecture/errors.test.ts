import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorCodes } from "../../src/errors.ts";
import { sourceFiles } from "../support/sources.ts";

const codes = Object.keys(errorCodes);
const docs = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const sections = docs.split(/^## /m).slice(1);

test("every code has its section in docs/errors.md, and no section is without a code", () => {
  expect(sections.map((section) => section.split("\n")[0])).toEqual([...codes].sort());
});

test("every section says what to do", () => {
  expect(
    sections
      .filter((section) => !section.includes("\nWhat to do: "))
      .map((section) => section.split("\n")[0]),
  ).toEqual([]);
});

test("every code is thrown somewhere", () => {
  const text = sourceFiles()
    .filter(({ path }) => path !== "errors.ts")
    .map((file) => file.text)
    .join("\n");

  expect(codes.filter((code) => !text.includes(`"${code}"`) && !text.includes(`${code}:`))).toEqual([]);
});
