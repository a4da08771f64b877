import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hazardCodes } from "../../../src/plan/hazard.ts";

test("every code of a hazard has its section in docs/hazards.md, and no section is without a code", () => {
  const docs = readFileSync(new URL("../../../docs/hazards.md", import.meta.url), "utf8");

  expect([...docs.matchAll(/^## (.*)$/gm)].map(([, code]) => code)).toEqual([...hazardCodes]);
});
