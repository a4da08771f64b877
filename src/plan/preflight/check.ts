import { inParentheses } from "../../sql/clause.ts";
import { columnsIn, mayRefuseNull, parseExpression } from "../../sql/expression.ts";
import { checkOf } from "../definition.ts";
import type { TableId, Transition } from "../transition.ts";
import { comesEmpty, keepsValues } from "./future-value.ts";
import { constraintChecked, type NewConstraint } from "./new-constraint.ts";
import { rowsOf, selectRows } from "./rows.ts";
import { nameBefore, type Preflight, type PreflightRule } from "./rule.ts";

/** A CHECK that rows break. */
export const check: PreflightRule = (operation, transition) => {
  const added = constraintChecked(operation, transition);
  return added === undefined ? [] : violations(transition, added);
};

/** The rows that break a check. */
export function violations(transition: Transition, added: NewConstraint): Preflight[] {
  const condition = checkOf(added);
  if (condition === undefined) return [];
  const { table, name, constraint } = added;
  const tree = parseExpression(condition);
  const columns = columnsIn(tree);
  const isAllNull = columns.every((column) => comesEmpty(transition, table, column));
  const rows = rowsOf(transition, table, columns, { only: constraint.is_no_inherit === true });
  if (rows === undefined || (isAllNull && !mayRefuseNull(tree)) || isHeld(transition, table, name, columns))
    return [];
  return [
    {
      message: `${nameBefore(transition, table)} breaks the check ${name}`,
      sql: selectRows(rows, `NOT ${inParentheses(condition)}`),
      hint: `Correct the rows first, or add the check NOT VALID: ${condition}.`,
    },
  ];
}

/** True for a check that is only made again, over values that stay as they are. */
function isHeld(
  { from, to, ...rest }: Transition,
  table: TableId,
  name: string,
  columns: readonly string[],
): boolean {
  const id = { kind: "constraint", schema: table.schema, table: table.name, name } as const;
  const held = from.get(id);
  return (
    held?.payload.validated === true &&
    held.payload.def === to.get(id)?.payload.def &&
    columns.every((column) => keepsValues({ from, to, ...rest }, table, column))
  );
}
