// Domains: what their constraints ask of the columns that have them.
import type { AlterDomainStmt } from "libpg-query";
import { type ColumnId, describeId, type Fact } from "../../engine/index.ts";
import { inParentheses } from "../../sql/clause.ts";
import { mayRefuseNull, namesOf, parseExpression } from "../../sql/expression.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { checkOf, definitionOf } from "../definition.ts";
import { columnsOfDomain } from "../domain.ts";
import { type Transition, tableOfColumn } from "../transition.ts";
import { comesEmpty } from "./future-value.ts";
import { rowsOf, selectRows } from "./rows.ts";
import { nameBefore, type Preflight, type PreflightRule } from "./rule.ts";

/** A domain gets another constraint, or is to be NOT NULL. */
export const domainConstraint: PreflightRule = (operation, transition) => {
  if (operation.kind !== "statement" || !("AlterDomainStmt" in operation.node)) return [];
  const statement = operation.node.AlterDomainStmt;
  const [name = "", schema = "public"] = namesOf(statement.typeName ?? []).toReversed();
  const domain = transition.from.get({ kind: "domain", schema, name });
  if (domain === undefined) return [];
  const columns = columnsOfDomain(transition.from, domain).map(({ id }) => id as ColumnId);
  const kept = columns.filter((id) => transition.survives(id));
  const { def } = statement;
  const isNotNull = def !== undefined && "Constraint" in def && def.Constraint.contype === "CONSTR_NOTNULL";
  if (statement.subtype === "O" || isNotNull) return kept.flatMap((id) => domainNulls(transition, id));
  const check = newCheck(transition, domain, statement);
  return check === undefined ? [] : kept.flatMap((id) => domainViolations(transition, id, check));
};

/** The constraint that is added or validated, as the domain will have it. */
function newCheck(
  { to }: Transition,
  domain: Fact,
  { subtype, name, def }: AlterDomainStmt,
): Fact | undefined {
  const added = def !== undefined && "Constraint" in def ? def.Constraint : undefined;
  if ((subtype !== "C" && subtype !== "V") || added?.skip_validation === true) return undefined;
  const { schema, name: table } = domain.id as { schema: string; name: string };
  return to.get({ kind: "constraint", schema, table, name: added?.conname ?? name ?? "" });
}

/** The values of a column that a constraint of its domain refuses. */
export function domainViolations(transition: Transition, column: ColumnId, check: Fact): Preflight[] {
  const definition = definitionOf(check);
  const condition = definition && checkOf(definition);
  const rows = rowsOf(transition, tableOfColumn(column), [column.name]);
  if (rows === undefined || condition === undefined) return [];
  const isNull = comesEmpty(transition, tableOfColumn(column), column.name);
  if (isNull && !mayRefuseNull(parseExpression(condition))) return [];
  const values = `(SELECT ${rows.key} AS key, ${quoteIdentifier(column.name)} AS value FROM ${rows.from})`;
  const domain = describeId(check.parent ?? check.id);
  return [
    {
      message: `${nameBefore(transition, column)} breaks the constraint ${describeId(check.id)}`,
      sql: selectRows({ key: "key", from: `${values} AS rows` }, `NOT ${inParentheses(condition)}`),
      hint: `Correct the values first: ${domain} takes only those with ${condition}.`,
    },
  ];
}

/** The NULLs of a column whose domain takes none. */
export function domainNulls(transition: Transition, column: ColumnId): Preflight[] {
  const rows = rowsOf(transition, tableOfColumn(column), [column.name]);
  if (rows === undefined) return [];
  return [
    {
      message: `${nameBefore(transition, column)} is NULL`,
      sql: selectRows(rows, `${quoteIdentifier(column.name)} IS NULL`),
      hint: "Fill it first: its domain takes no NULL.",
    },
  ];
}
