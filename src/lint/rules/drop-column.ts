import { describeTable, type LintRule } from "../rule.ts";

export const dropColumn: LintRule = {
  name: "drop-column",
  severity: "error",
  check(operation, known) {
    if (operation.kind !== "AT_DropColumn" || known.isNew(operation.table)) return [];
    return [
      {
        message: `Drops ${describeTable(operation.table)}.${operation.command.name} and what it holds; code that still reads it fails.`,
        hint: "Deploy code that does without it first, back it up (pg_dump), then drop it.",
      },
    ];
  },
};
