import { addedConstraints } from "../added.ts";
import type { LintRule } from "../rule.ts";

export const addUniqueConstraint: LintRule = {
  name: "add-unique-constraint",
  severity: "error",
  check(operation, known) {
    return addedConstraints(operation, known)
      .filter(
        ({ constraint }) => constraint.contype === "CONSTR_UNIQUE" && constraint.indexname === undefined,
      )
      .map(({ table }) => ({
        message: `Builds an index on ${table} while nobody can read or write it.`,
        hint: "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … UNIQUE USING INDEX.",
      }));
  },
};
