import { addedConstraints } from "../added.ts";
import type { LintRule } from "../rule.ts";

export const addExclusion: LintRule = {
  name: "add-exclusion",
  severity: "error",
  check(operation, known) {
    return addedConstraints(operation, known)
      .filter(({ constraint }) => constraint.contype === "CONSTR_EXCLUSION")
      .map(({ table }) => ({
        message: `Builds an index on ${table} while nobody can read or write it; PostgreSQL has no other way.`,
        hint: "Run it in a quiet hour, or fill a new table that has the constraint and swap the two.",
      }));
  },
};
