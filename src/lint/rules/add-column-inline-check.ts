import { addedColumn } from "../added.ts";
import type { LintRule } from "../rule.ts";

export const addColumnInlineCheck: LintRule = {
  name: "add-column-inline-check",
  severity: "error",
  check(operation, known) {
    const added = addedColumn(operation, known);
    if (!added?.constraints.some(({ contype }) => contype === "CONSTR_CHECK")) return [];
    return [
      {
        message: `Reads all of ${added.table} while nobody can read or write it, to check the new ${added.name}.`,
        hint: "Add the column alone, then the CHECK as a constraint NOT VALID, and VALIDATE it in a later revision.",
      },
    ];
  },
};
