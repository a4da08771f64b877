import { tableName } from "../../sql/operations.ts";
import { describeTable, type LintRule } from "../rule.ts";

export const indexNotConcurrent: LintRule = {
  name: "index-not-concurrent",
  severity: "error",
  check(operation, known) {
    if (operation.kind !== "statement" || !("IndexStmt" in operation.node)) return [];
    const { relation, concurrent } = operation.node.IndexStmt;
    // ON ONLY builds nothing: it prepares the index of a partitioned table.
    if (relation === undefined || concurrent === true || relation.inh !== true) return [];
    const table = tableName(relation);
    if (known.isNew(table)) return [];
    return [
      {
        message: `Nobody can write to ${describeTable(table)} while the index is built.`,
        hint: "CREATE INDEX CONCURRENTLY; Varve runs it outside of a transaction by itself. On a partitioned table: ON ONLY it, CONCURRENTLY on each partition, then ATTACH.",
      },
    ];
  },
};
