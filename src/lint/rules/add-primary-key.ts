import { addedConstraints } from "../added.ts";
import type { LintRule } from "../rule.ts";

export const addPrimaryKey: LintRule = {
  name: "add-primary-key",
  severity: "error",
  check(operation, known) {
    return addedConstraints(operation, known)
      .filter(
        ({ constraint }) => constraint.contype === "CONSTR_PRIMARY" && constraint.indexname === undefined,
      )
      .map(({ table }) => ({
        message: `Builds an index on ${table}, and looks for NULLs in it, while nobody can read or write it.`,
        hint: "Make the columns NOT NULL (see set-not-null-scan), CREATE UNIQUE INDEX CONCURRENTLY, then ADD PRIMARY KEY USING INDEX.",
      }));
  },
};
