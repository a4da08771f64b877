import { tableName } from "../../sql/operations.ts";
import { describeTable, type LintRule } from "../rule.ts";

export const truncate: LintRule = {
  name: "truncate",
  severity: "error",
  check(operation, known) {
    if (operation.kind !== "statement" || !("TruncateStmt" in operation.node)) return [];
    const { relations = [], behavior } = operation.node.TruncateStmt;
    const tables = relations.flatMap((node) => ("RangeVar" in node ? [tableName(node.RangeVar)] : []));
    const others = behavior === "DROP_CASCADE" ? ", and every table that refers to it" : "";
    return tables
      .filter((table) => !known.isNew(table))
      .map((table) => ({
        message: `Empties ${describeTable(table)}${others}.`,
        hint: "Back it up first (pg_dump). No downgrade brings the rows back.",
      }));
  },
};
