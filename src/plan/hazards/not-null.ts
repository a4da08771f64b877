import { describeId } from "../../engine/index.ts";
import { definitionOf } from "../definition.ts";
import type { HazardRule } from "../hazard.ts";
import { columnIdOf, partsOf, type TableId, type Transition, tableIdOf } from "../transition.ts";

/** SET NOT NULL reads the whole table, unless a valid CHECK says the same. */
export const notNull: HazardRule = (operation, transition) => {
  if (operation.kind !== "AT_SetNotNull") return [];
  const table = tableIdOf(transition, operation.table);
  const column = operation.command.name ?? "";
  if (!transition.survives(table) || isProven(transition, table, column)) return [];
  const object = describeId(columnIdOf(table, column));
  return [
    {
      code: "TABLE_SCAN",
      severity: "warning",
      object,
      message: `Looks for NULLs in every row of ${describeId(table)} while nobody can read or write it (ACCESS EXCLUSIVE).`,
      hint:
        transition.serverVersion >= 18
          ? "On a large table ADD CONSTRAINT … NOT NULL … NOT VALID, and VALIDATE CONSTRAINT in a later transaction."
          : "On a large table add CHECK (… IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in a later transaction, then SET NOT NULL and drop the check.",
    },
  ];
};

/** PostgreSQL takes a valid CHECK for a proof, and does not look itself. */
function isProven({ from }: Transition, table: TableId, column: string): boolean {
  return partsOf(from, table, "constraint").some((fact) => {
    const test = fact.payload.validated === true ? definitionOf(fact)?.constraint.raw_expr : undefined;
    if (test === undefined || !("NullTest" in test) || test.NullTest.nulltesttype !== "IS_NOT_NULL")
      return false;
    const { arg } = test.NullTest;
    const field = arg !== undefined && "ColumnRef" in arg ? arg.ColumnRef.fields?.at(-1) : undefined;
    return field !== undefined && "String" in field && field.String.sval === column;
  });
}
