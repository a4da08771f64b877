import type { ObjectType } from "libpg-query";
import { namesOf } from "../../sql/expression.ts";
import { tableName } from "../../sql/operations.ts";
import { describeTable, type LintRule } from "../rule.ts";

const kinds: Partial<Record<ObjectType, string>> = {
  OBJECT_TABLE: "table",
  OBJECT_VIEW: "view",
  OBJECT_MATVIEW: "materialized view",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_TYPE: "type",
  OBJECT_COLUMN: "column",
  OBJECT_SCHEMA: "schema",
};

export const rename: LintRule = {
  name: "rename",
  severity: "warning",
  check(operation, known) {
    if (operation.kind !== "statement") return [];
    const { node } = operation;
    if ("AlterEnumStmt" in node && node.AlterEnumStmt.oldVal !== undefined)
      return [problem(`the enum value ${node.AlterEnumStmt.oldVal}`)];
    if (!("RenameStmt" in node)) return [];
    const { renameType = "OBJECT_TABLE", relation, object, subname } = node.RenameStmt;
    const kind = kinds[renameType];
    const table = relation && tableName(relation);
    if (kind === undefined || (table !== undefined && known.isNew(table))) return [];
    const qualified =
      object !== undefined && "List" in object ? namesOf(object.List.items ?? []).join(".") : undefined;
    const names = [table && describeTable(table), qualified, subname].filter((name) => name !== undefined);
    return [problem(`the ${kind} ${names.join(".")}`)];
  },
};

function problem(what: string) {
  return {
    message: `Renames ${what}: code that uses the old name fails from then on.`,
    hint: "Deploy the new code at the same moment, or leave a view with the old name for a while.",
  };
}
