import { type Finding, lintRevisions } from "../../../src/lint/lint.ts";
import type { RevisionStep } from "../../../src/revisions/declare.ts";
import { parseRevision } from "../../../src/revisions/parse.ts";

type Steps = readonly (string | RevisionStep)[];

/** The findings in a chain of revisions `r1`, `r2`, …, each given by its steps; a text is a step of SQL. */
export function lintChain(...revisions: readonly Steps[]): Promise<Finding[]> {
  const chain = revisions.map((steps, index) => {
    const up = steps.map((step) => (typeof step === "string" ? { kind: "sql", sql: step } : step));
    const revises = index === 0 ? [] : [`r${index}`];
    const definition = { id: `r${index + 1}`, revises, message: "", createdAt: "2026-01-01", up, down: [] };
    return parseRevision(definition, `/migrations/r${index + 1}.ts`);
  });
  return lintRevisions(chain, () => true);
}

/** The codes of the findings in one revision. */
export async function codesOf(steps: Steps): Promise<string[]> {
  return (await lintChain(steps)).map(({ code }) => code);
}
