// What a column will hold after the change, as an expression over the table as it is before.
import { type ColumnId, convert } from "../../engine/index.ts";
import { inParentheses } from "../../sql/clause.ts";
import { parseExpression } from "../../sql/expression.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { baseTypeOf } from "../cast-types.ts";
import { defaultOf, isVolatile } from "../column-default.ts";
import { conversionRisk, isThereBefore, nextType } from "../conversion.ts";
import { isLossless } from "../loss.ts";
import { columnIdOf, type TableId, type Transition } from "../transition.ts";

/** A column's name before the renames, quoted. */
export function originalColumn({ originalOf }: Transition, id: ColumnId): string {
  return quoteIdentifier((originalOf(id) as ColumnId).name);
}

/**
 * Undefined when nobody can tell: an identity, a volatile default, a cast that may fail. Domains are left at their base
 * type, and values that a cast would refuse become NULL, so that the expression itself can't fail.
 */
export function futureValue(transition: Transition, table: TableId, name: string): string | undefined {
  const { from, to, survives, serverVersion } = transition;
  const id = columnIdOf(table, name);
  const original = originalColumn(transition, id);
  const after = to.get(id);
  // Columns that a partition has from its parent are no facts of its own: they are as they are.
  if (after === undefined) return original;
  const [oldType, newType] = [String(from.get(id)?.payload.type), String(after.payload.type)];
  const next = nextType(transition, newType);
  if (!survives(id)) {
    const expression = defaultOf(to, after) ?? "NULL";
    const isKnown = after.payload.identity === null && !isVolatile(to, expression);
    return isKnown ? `${inParentheses(expression)}::${next?.text ?? newType}` : undefined;
  }
  const before = baseTypeOf(from, oldType);
  if (before === undefined || next === undefined) return undefined;
  const isKept = oldType === newType;
  if (!isKept && !isThereBefore(next, transition)) return undefined;
  const value = isKept ? original : convert(original, oldType, from, next.text, to);
  const risk = conversionRisk(parseExpression(value), before, next, serverVersion);
  if (risk === "unknown") return isKept ? original : undefined;
  return risk === "never" ? value : `CASE WHEN ${risk.condition(original)} THEN NULL ELSE ${value} END`;
}

/** The expression of a generated column that the change adds. */
export function newExpression(
  { to, survives }: Transition,
  table: TableId,
  name: string,
): string | undefined {
  const id = columnIdOf(table, name);
  const expression = to.get(id)?.payload.generatedExpr;
  return typeof expression === "string" && !survives(id) ? expression : undefined;
}

/** True for a column that the change adds, and that nothing fills. */
export function comesEmpty({ to, survives }: Transition, table: TableId, name: string): boolean {
  const column = to.get(columnIdOf(table, name));
  if (column === undefined || survives(column.id)) return false;
  const { identity, generatedExpr } = column.payload;
  return identity === null && generatedExpr === null && defaultOf(to, column) === undefined;
}

/** True when what holds for the values of a column now holds for those it will have. */
export function keepsValues(
  { from, to, survives, serverVersion }: Transition,
  table: TableId,
  name: string,
): boolean {
  const id = columnIdOf(table, name);
  if (!survives(id)) return false;
  const [oldType, newType] = [String(from.get(id)?.payload.type), String(to.get(id)?.payload.type)];
  const [before, after] = [baseTypeOf(from, oldType), baseTypeOf(to, newType)];
  if (before === undefined || after === undefined) return false;
  return isLossless(before, after, serverVersion) || (oldType === newType && before.labels === undefined);
}
