import type { LintRule } from "../rule.ts";

export const reindexNotConcurrent: LintRule = {
  name: "reindex-not-concurrent",
  severity: "warning",
  check(operation) {
    if (operation.kind !== "statement" || !("ReindexStmt" in operation.node)) return [];
    const { params = [] } = operation.node.ReindexStmt;
    const isConcurrent = params.some(
      (param) => "DefElem" in param && param.DefElem.defname === "concurrently",
    );
    if (isConcurrent) return [];
    return [
      {
        message: "Nobody can write to the table, or read by the index, while it is built.",
        hint: "REINDEX … CONCURRENTLY; Varve runs it outside of a transaction by itself.",
      },
    ];
  },
};
