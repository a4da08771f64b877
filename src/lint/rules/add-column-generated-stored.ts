import { addedColumn } from "../added.ts";
import type { LintRule } from "../rule.ts";

export const addColumnGeneratedStored: LintRule = {
  name: "add-column-generated-stored",
  severity: "error",
  check(operation, known) {
    const added = addedColumn(operation, known);
    const generated = added?.constraints.find(({ contype }) => contype === "CONSTR_GENERATED");
    if (added === undefined || generated?.generated_kind !== "s") return [];
    return [
      {
        message: `Rewrites ${added.table} while nobody can read or write it: ${added.name} is computed for every row.`,
        hint: "Use a plain column with a trigger and fill it with backfill(…); on PostgreSQL 18, GENERATED … VIRTUAL.",
      },
    ];
  },
};
