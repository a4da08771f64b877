import type { Node, ObjectType } from "libpg-query";
import { namesOf } from "../../sql/expression.ts";
import { describeTable, type LintRule } from "../rule.ts";

const kinds: Partial<Record<ObjectType, string>> = {
  OBJECT_TABLE: "table",
  OBJECT_SCHEMA: "schema",
  OBJECT_SEQUENCE: "sequence",
};

export const dropTable: LintRule = {
  name: "drop-table",
  severity: "error",
  check(operation, known) {
    if (operation.kind !== "statement") return [];
    if ("DropdbStmt" in operation.node) return [problem(`the database ${operation.node.DropdbStmt.dbname}`)];
    if (!("DropStmt" in operation.node)) return [];
    const { removeType = "OBJECT_TABLE", objects = [] } = operation.node.DropStmt;
    const kind = kinds[removeType];
    if (kind === undefined) return [];
    return objects
      .map(nameOf)
      .filter((table) => !known.isNew(table))
      .map((table) => problem(`the ${kind} ${describeTable(table)}`));
  },
};

function nameOf(node: Node) {
  const names = "List" in node ? namesOf(node.List.items ?? []) : namesOf([node]);
  const [name = "", schema] = names.toReversed();
  return { schema, name };
}

function problem(what: string) {
  return {
    message: `Drops ${what} and what it holds; code that still uses it fails.`,
    hint: "Deploy code that does without it first, back it up (pg_dump), then drop it. To rename, write RENAME TO.",
  };
}
