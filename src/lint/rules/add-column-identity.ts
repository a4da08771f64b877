import { addedColumn, isSerial } from "../added.ts";
import type { LintRule } from "../rule.ts";

export const addColumnIdentity: LintRule = {
  name: "add-column-identity",
  severity: "error",
  check(operation, known) {
    const added = addedColumn(operation, known);
    if (added === undefined) return [];
    const isIdentity = added.constraints.some(({ contype }) => contype === "CONSTR_IDENTITY");
    if (!isIdentity && !isSerial(added.column.typeName)) return [];
    return [
      {
        message: `Rewrites ${added.table} while nobody can read or write it: every row gets a number for ${added.name}.`,
        hint: "Add a plain column, fill it in batches from a sequence (backfill), then set the default or ADD GENERATED … AS IDENTITY.",
      },
    ];
  },
};
