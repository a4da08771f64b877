import type { Operation, TableName } from "../sql/operations.ts";

/** One rule, with a section of its name in docs/lint.md. */
export interface LintRule {
  /** As `-- varve-ignore` and the docs call it: `drop-column`. */
  readonly name: string;
  readonly severity: "error" | "warning";
  /** What is wrong with an operation, one entry a problem. Pure. */
  check(operation: Operation, known: Known): Problem[];
}

export interface Problem {
  /** What happens, with the names. */
  readonly message: string;
  /** How to write it instead. */
  readonly hint: string;
}

/** What the statements before an operation tell. */
export interface Known {
  /** True for a table that the same revision makes: nobody uses it yet, and it has no rows. */
  isNew(table: TableName): boolean;
  /** True when a CHECK says that the column is never NULL, so that PostgreSQL need not look. */
  isNeverNull(table: TableName, column: string): boolean;
  /** True for a CHECK of a column IS NOT NULL. */
  isNotNullCheck(table: TableName, constraint: string): boolean;
  /** True for a constraint that was added NOT VALID in the transaction that is still open. */
  isJustAdded(table: TableName, constraint: string): boolean;
}

/** Schema in front unless it is `public`, which a statement may leave out. */
export function describeTable({ schema, name }: TableName): string {
  return schema === undefined || schema === "public" ? name : `${schema}.${name}`;
}

/** `drop-column` as findings are called: `DROP_COLUMN`. */
export function codeOf({ name }: Pick<LintRule, "name">): string {
  return name.replaceAll("-", "_").toUpperCase();
}
