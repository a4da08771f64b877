import { addedColumn, isSerial } from "../added.ts";
import type { LintRule } from "../rule.ts";

export const addRequiredColumn: LintRule = {
  name: "add-required-column",
  severity: "error",
  check(operation, known) {
    const added = addedColumn(operation, known);
    if (added === undefined || isSerial(added.column.typeName)) return [];
    const kinds = new Set(added.constraints.map(({ contype }) => contype));
    const isRequired = kinds.has("CONSTR_NOTNULL") || kinds.has("CONSTR_PRIMARY");
    const isFilled =
      kinds.has("CONSTR_DEFAULT") || kinds.has("CONSTR_IDENTITY") || kinds.has("CONSTR_GENERATED");
    if (!isRequired || isFilled) return [];
    return [
      {
        message: `Fails if ${added.table} has rows, and breaks code that inserts without ${added.name}.`,
        hint: "Give it a default that is no function of the row, or add it without NOT NULL and fill it first.",
      },
    ];
  },
};
