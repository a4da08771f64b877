// What an operation adds to a table that may have rows: what most rules ask first.
import type { ColumnDef, Constraint, TypeName } from "libpg-query";
import { namesOf } from "../sql/expression.ts";
import type { Operation, TableName } from "../sql/operations.ts";
import { describeTable, type Known } from "./rule.ts";

export interface AddedColumn {
  readonly table: string;
  /** `users.email` */
  readonly name: string;
  readonly column: ColumnDef;
  readonly constraints: readonly Constraint[];
}

/** The column that an ALTER TABLE adds to a table which was there before the revision. */
export function addedColumn(operation: Operation, known: Known): AddedColumn | undefined {
  if (operation.kind !== "AT_AddColumn" || known.isNew(operation.table)) return undefined;
  const { def } = operation.command;
  if (def === undefined || !("ColumnDef" in def)) return undefined;
  const column = def.ColumnDef;
  const table = describeTable(operation.table);
  const constraints = (column.constraints ?? []).flatMap((node) =>
    "Constraint" in node ? [node.Constraint] : [],
  );
  return { table, name: `${table}.${column.colname}`, column, constraints };
}

export interface AddedConstraint {
  readonly table: string;
  readonly tableName: TableName;
  readonly constraint: Constraint;
  /** The column it is written behind, for one that comes with a new column. */
  readonly column: ColumnDef | undefined;
}

/** The constraints that an ALTER TABLE adds to a table which was there before, alone or with a column. */
export function addedConstraints(operation: Operation, known: Known): AddedConstraint[] {
  const column = addedColumn(operation, known);
  if (operation.kind !== "statement" && column !== undefined)
    return column.constraints.map((constraint) => ({
      table: column.table,
      tableName: operation.table,
      constraint,
      column: column.column,
    }));
  if (operation.kind !== "AT_AddConstraint" || known.isNew(operation.table)) return [];
  const { def } = operation.command;
  if (def === undefined || !("Constraint" in def)) return [];
  const { table: tableName } = operation;
  return [{ table: describeTable(tableName), tableName, constraint: def.Constraint, column: undefined }];
}

/** `serial` and its kin: a sequence and a default in the guise of a type. */
export function isSerial({ names = [] }: TypeName = {}): boolean {
  return /^(small|big)?serial$|^serial[248]$/.test(namesOf(names).at(-1) ?? "");
}
