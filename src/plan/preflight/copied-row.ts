import type { InsertStmt, Node } from "libpg-query";
import { type ColumnId, inheritedColumn } from "../../engine/index.ts";
import { type Operation, tableName } from "../../sql/operations.ts";
import { partsOf, tableIdOf } from "../transition.ts";
import { misfitsOf } from "./column-type.ts";
import { unfilled } from "./new-column.ts";
import { nullsIn } from "./not-null.ts";
import type { PreflightRule } from "./rule.ts";

/** Rows that are copied to a new table, and that its columns don't take. */
export const copiedRow: PreflightRule = (operation, transition) => {
  const insert = insertOf(operation);
  if (insert?.relation === undefined) return [];
  const table = tableIdOf(transition, tableName(insert.relation));
  if (!transition.survives(table)) return [];
  return partsOf(transition.to, table, "column").flatMap((column) => {
    const id = column.id as ColumnId;
    // Perhaps one that it had from a parent.
    const before = inheritedColumn(id.name, table, transition.from)?.payload;
    if (before === undefined) return unfilled(transition, column);
    const { notNull, generatedExpr } = column.payload;
    if (generatedExpr != null) return [];
    const isNarrowed = notNull === true && before.notNull !== true;
    return [
      ...(isNarrowed ? nullsIn(transition, table, id.name) : []),
      ...misfitsOf(transition, id, expressionFor(id.name, insert)),
    ];
  });
};

function insertOf(operation: Operation): InsertStmt | undefined {
  const isInsert = operation.kind === "statement" && "InsertStmt" in operation.node;
  return isInsert ? operation.node.InsertStmt : undefined;
}

/** The expression that a column is filled with. */
function expressionFor(column: string, { cols = [], selectStmt }: InsertStmt): Node | undefined {
  const place = cols.findIndex((node) => "ResTarget" in node && node.ResTarget.name === column);
  const select = selectStmt !== undefined && "SelectStmt" in selectStmt ? selectStmt.SelectStmt : {};
  const target = select.targetList?.[place];
  return target !== undefined && "ResTarget" in target ? target.ResTarget.val : undefined;
}
