import { describeTable, type LintRule } from "../rule.ts";

// The lock of ADD CONSTRAINT is held until the transaction ends, which is what NOT VALID was to avoid.
export const validateInSameTransaction: LintRule = {
  name: "validate-in-same-transaction",
  severity: "error",
  check(operation, known) {
    if (operation.kind !== "AT_ValidateConstraint" || known.isNew(operation.table)) return [];
    const { name = "" } = operation.command;
    if (!known.isJustAdded(operation.table, name)) return [];
    const table = describeTable(operation.table);
    return [
      {
        message: `Reads all of ${table} under the lock that adding ${name} took in the same transaction.`,
        hint: "VALIDATE it in the next revision: then nobody has to wait.",
      },
    ];
  },
};
