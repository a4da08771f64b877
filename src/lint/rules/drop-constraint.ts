import { describeTable, type LintRule } from "../rule.ts";

export const dropConstraint: LintRule = {
  name: "drop-constraint",
  severity: "warning",
  check(operation, known) {
    if (operation.kind !== "AT_DropConstraint" || known.isNew(operation.table)) return [];
    const { name = "" } = operation.command;
    // A check that was there to spare SET NOT NULL its scan has done its work.
    if (known.isNotNullCheck(operation.table, name)) return [];
    return [
      {
        message: `From then on rows can be written to ${describeTable(operation.table)} that ${name} refused.`,
        hint: "Make sure that the application holds what the constraint held; to replace it, add the new one first.",
      },
    ];
  },
};
