import type { LintRule } from "../rule.ts";

export const dropIndexNotConcurrent: LintRule = {
  name: "drop-index-not-concurrent",
  severity: "warning",
  check(operation) {
    if (operation.kind !== "statement" || !("DropStmt" in operation.node)) return [];
    const { removeType, concurrent } = operation.node.DropStmt;
    if (removeType !== "OBJECT_INDEX" || concurrent === true) return [];
    return [
      {
        message: "Waits for everybody who reads or writes the table, and lets nobody else begin.",
        hint: "DROP INDEX CONCURRENTLY; Varve runs it outside of a transaction by itself. (Not for the index of a partitioned table.)",
      },
    ];
  },
};
