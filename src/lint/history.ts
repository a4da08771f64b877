// What the statements of the revisions say about the schema, gathered while they are read in order.
import type { Constraint, RangeVar } from "libpg-query";
import { columnsIn } from "../sql/expression.ts";
import { type Operation, type TableName, tableName } from "../sql/operations.ts";
import type { Known } from "./rule.ts";

export interface History extends Known {
  /** To be called between two revisions. */
  beginRevision(): void;
  /** What was done is committed. */
  commit(): void;
  /** An operation has passed. */
  add(operation: Operation): void;
}

export function startHistory(): History {
  const made = new Set<string>();
  const open = new Set<string>();
  /** Constraint to column. */
  const notNullChecks = new Map<string, string>();
  return {
    beginRevision() {
      made.clear();
      open.clear();
    },
    commit: () => open.clear(),
    add(operation) {
      for (const table of tablesMade(operation)) made.add(keyOf(table));
      if (operation.kind !== "AT_AddConstraint") return;
      const { def } = operation.command;
      if (def === undefined || !("Constraint" in def)) return;
      const constraint = keyOf(operation.table, def.Constraint.conname ?? "");
      if (def.Constraint.skip_validation === true) open.add(constraint);
      const column = columnNotNull(def.Constraint);
      if (column !== undefined) notNullChecks.set(constraint, keyOf(operation.table, column));
    },
    isNew: (table) => made.has(keyOf(table)),
    isNeverNull: (table, column) => [...notNullChecks.values()].includes(keyOf(table, column)),
    isNotNullCheck: (table, constraint) => notNullChecks.has(keyOf(table, constraint)),
    isJustAdded: (table, constraint) => open.has(keyOf(table, constraint)),
  };
}

function keyOf({ schema = "public", name }: TableName, part?: string): string {
  return JSON.stringify(part === undefined ? [schema, name] : [schema, name, part]);
}

/** Tables that are there from now on, and were not before. */
function tablesMade(operation: Operation): TableName[] {
  if (operation.kind !== "statement") return [];
  const { node } = operation;
  if ("CreateStmt" in node) return nameOf(node.CreateStmt.relation);
  if ("CreateTableAsStmt" in node) return nameOf(node.CreateTableAsStmt.into?.rel);
  if ("SelectStmt" in node) return nameOf(node.SelectStmt.intoClause?.rel);
  if ("CreateSchemaStmt" in node)
    return [{ schema: undefined, name: node.CreateSchemaStmt.schemaname ?? "" }];
  return [];
}

function nameOf(relation: RangeVar | undefined): TableName[] {
  return relation === undefined ? [] : [tableName(relation)];
}

/** The column of a CHECK that says nothing but `column IS NOT NULL`. */
function columnNotNull({ contype, raw_expr }: Constraint): string | undefined {
  if (contype !== "CONSTR_CHECK" || raw_expr === undefined || !("NullTest" in raw_expr)) return undefined;
  const { nulltesttype, arg } = raw_expr.NullTest;
  const isColumn = arg !== undefined && "ColumnRef" in arg;
  return nulltesttype === "IS_NOT_NULL" && isColumn ? columnsIn(arg)[0] : undefined;
}
