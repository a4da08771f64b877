import type { LintRule } from "../rule.ts";

export const transactionControl: LintRule = {
  name: "transaction-control",
  severity: "error",
  check(operation) {
    if (operation.kind !== "statement" || !("TransactionStmt" in operation.node)) return [];
    const { kind = "" } = operation.node.TransactionStmt;
    if (kind.endsWith("_PREPARED")) return [];
    return [
      {
        message: `Begins or ends a transaction (${kind.replace("TRANS_STMT_", "").replaceAll("_", " ")}); upgrade refuses it (TRANSACTION_CONTROL).`,
        hint: "Remove it. Each revision is a transaction already, and what can't run in one runs by itself.",
      },
    ];
  },
};
