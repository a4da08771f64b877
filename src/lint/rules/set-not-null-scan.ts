import { describeTable, type LintRule } from "../rule.ts";

export const setNotNullScan: LintRule = {
  name: "set-not-null-scan",
  severity: "error",
  check(operation, known) {
    if (operation.kind !== "AT_SetNotNull" || known.isNew(operation.table)) return [];
    const { name = "" } = operation.command;
    if (known.isNeverNull(operation.table, name)) return [];
    const table = describeTable(operation.table);
    return [
      {
        message: `Reads all of ${table} while nobody can read or write it, to look for NULLs in ${name}; fails if there are any.`,
        hint: "ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID and VALIDATE it in a later revision; then SET NOT NULL looks no more, and the check can go. On PostgreSQL 18: ADD CONSTRAINT … NOT NULL … NOT VALID, then VALIDATE.",
      },
    ];
  },
};
