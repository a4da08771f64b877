import type { Fact, FactBase, StableId } from "../engine/index.ts";
import { parseExpression, variesByRow } from "../sql/expression.ts";
import { parseStatements } from "../sql/parser.ts";
import { domainsOf } from "./domain.ts";

/** The expression that fills a column when nothing else does: its own default, or that of its domain. */
export function defaultOf(facts: FactBase, { id, payload }: Fact): string | undefined {
  const own = facts.get({ ...id, kind: "default" } as StableId)?.payload.expr;
  const inherited = () =>
    domainsOf(facts, String(payload.type))
      .map((domain) => domain.payload.default)
      .find((expression) => expression !== null);
  const expression = own ?? inherited();
  return typeof expression === "string" ? expression : undefined;
}

/** True when every row gets a value of its own; of a function that nobody declared, the worst is believed. */
export function isVolatile(facts: FactBase, expression: string): boolean {
  return variesByRow(parseExpression(expression), (schema, name) => {
    const functions = facts
      .facts()
      .filter(({ id }) => id.kind === "function" && id.schema === schema && id.name === name);
    return (
      functions.length === 0 ||
      functions.some(({ payload }) => volatilityOf(String(payload.def)) === "volatile")
    );
  });
}

/** Of a CREATE FUNCTION. */
function volatilityOf(definition: string): string {
  const [statement] = parseStatements(definition);
  if (statement === undefined || !("CreateFunctionStmt" in statement.node)) return "volatile";
  for (const option of statement.node.CreateFunctionStmt.options ?? []) {
    if (!("DefElem" in option) || option.DefElem.defname !== "volatility") continue;
    const { arg } = option.DefElem;
    if (arg !== undefined && "String" in arg) return arg.String.sval ?? "volatile";
  }
  return "volatile";
}
