import { type ColumnId, type Fact, inheritedColumn, traitsOf } from "../../engine/index.ts";
import { namesOf } from "../../sql/expression.ts";
import type { TableCommand } from "../../sql/operations.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { columnIdOf, partsOf, type TableId, type Transition, tableIdOf } from "../transition.ts";
import { originalColumn } from "./future-value.ts";
import { rowsOf, selectRows } from "./rows.ts";
import { nameBefore, type Preflight, type PreflightRule } from "./rule.ts";

/** NOT NULL for a column that holds NULLs. */
export const notNull: PreflightRule = (operation, transition) => {
  if (operation.kind === "statement") return [];
  const table = tableIdOf(transition, operation.table);
  const only = isNotInherited(operation);
  return columnsOf(operation, transition, table).flatMap((name) =>
    nullsIn(transition, table, name, { only }),
  );
};

function isNotInherited({ kind, command: { def } }: TableCommand): boolean {
  const isConstraint = kind === "AT_AddConstraint" && def !== undefined && "Constraint" in def;
  return isConstraint && def.Constraint.is_no_inherit === true;
}

/** The columns that must hold no NULL from here on. */
function columnsOf({ kind, command }: TableCommand, transition: Transition, table: TableId): string[] {
  if (kind === "AT_SetNotNull") return [command.name ?? ""];
  if (kind === "AT_ValidateConstraint") return unvalidated(transition, table);
  if (kind !== "AT_AddConstraint" || command.def === undefined || !("Constraint" in command.def)) return [];
  const { contype, skip_validation, keys = [] } = command.def.Constraint;
  return contype === "CONSTR_NOTNULL" && skip_validation !== true ? namesOf(keys) : [];
}

/** PostgreSQL 18 has NOT NULL constraints that are not valid yet; those of a table are validated together. */
function unvalidated({ from, to }: Transition, table: TableId): string[] {
  return partsOf(from, table, "column").flatMap((fact) => {
    const { id } = fact;
    const isOpen = isNotValid(fact) && !isNotValid(to.get(id));
    return isOpen ? [(id as { name: string }).name] : [];
  });
}

function isNotValid(column: Fact | undefined): boolean {
  return traitsOf(column)["not null"] === "NOT VALID";
}

/** A column that the change adds is judged where it is added. */
export function nullsIn(
  transition: Transition,
  table: TableId,
  name: string,
  { only = false }: { only?: boolean } = {},
): Preflight[] {
  const id = columnIdOf(table, name);
  // One that it has from a parent lives as long as the parent's.
  const known = inheritedColumn(name, table, transition.to)?.id ?? id;
  // Not so those of a new partition, which are chosen by their values.
  const isThere = transition.survives(table);
  const rows = transition.survives(known)
    ? rowsOf(transition, table, isThere ? [] : [name], { only })
    : undefined;
  if (rows === undefined) return [];
  const column = isThere ? originalColumn(transition, known as ColumnId) : quoteIdentifier(name);
  return [
    {
      message: `${nameBefore(transition, id)} is NULL`,
      sql: selectRows(rows, `${column} IS NULL`),
      hint: isThere
        ? `Fill it first: UPDATE ${rows.table} SET ${column} = … WHERE ${column} IS NULL.`
        : `Fill ${column} in these rows first.`,
    },
  ];
}
