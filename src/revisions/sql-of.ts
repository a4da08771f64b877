import type { RevisionStep } from "./declare.ts";

/** The texts of the steps in SQL; steps in TypeScript have none. */
export function sqlOf(steps: readonly RevisionStep[]): string[] {
  return steps.flatMap((step) => (step.kind === "sql" ? [step.sql] : []));
}
