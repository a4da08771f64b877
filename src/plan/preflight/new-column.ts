import type { ColumnDef } from "libpg-query";
import type { ColumnId, Fact } from "../../engine/index.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { defaultOf } from "../column-default.ts";
import { checksOf, domainsOf } from "../domain.ts";
import { columnIdOf, type Transition, tableIdOf, tableOfColumn } from "../transition.ts";
import { domainViolations } from "./domain.ts";
import { rowsOf, selectRows } from "./rows.ts";
import { nameBefore, type Preflight, type PreflightRule } from "./rule.ts";

/** A column that must have a value, and that nothing fills in the rows that are there. */
export const newColumn: PreflightRule = (operation, transition) => {
  if (operation.kind !== "AT_AddColumn") return [];
  const { def } = operation.command;
  const definition: ColumnDef = def !== undefined && "ColumnDef" in def ? def.ColumnDef : {};
  const table = tableIdOf(transition, operation.table);
  const column = transition.to.get(columnIdOf(table, definition.colname ?? ""));
  // One that was there is added to a new table, to which its values are copied.
  return column === undefined || transition.survives(column.id) ? [] : unfilled(transition, column);
};

/** The rows for which a new column has no value that it may have. */
export function unfilled(transition: Transition, column: Fact): Preflight[] {
  if (column.payload.identity !== null) return [];
  const domains = domainsOf(transition.to, String(column.payload.type));
  const isRequired =
    column.payload.notNull === true || domains.some(({ payload }) => payload.notNull === true);
  const isFilled = defaultOf(transition.to, column) !== undefined;
  if (isRequired && !isFilled) return rowsWithoutValue(transition, column);
  return domains
    .flatMap((domain) => checksOf(transition.to, domain))
    .flatMap((check) => domainViolations(transition, column.id as ColumnId, check));
}

function rowsWithoutValue(transition: Transition, { id, payload }: Fact): Preflight[] {
  const column = id as ColumnId;
  const isGenerated = payload.generatedExpr !== null;
  const rows = rowsOf(transition, tableOfColumn(column), isGenerated ? [column.name] : []);
  if (rows === undefined) return [];
  return [
    {
      message: `${nameBefore(transition, tableOfColumn(column))} has rows, and its new column ${column.name} has no value for them`,
      sql: isGenerated
        ? selectRows(rows, `${quoteIdentifier(column.name)} IS NULL`)
        : `SELECT ${rows.key} AS key FROM ${rows.from}`,
      hint: "Give the column a default, or add it without NOT NULL, fill it, and set NOT NULL in a later revision.",
    },
  ];
}
