// What an expression uses. Pure; trees are those of libpg-query.
import type { A_Expr, ColumnRef, FuncCall, Node, TypeCast } from "libpg-query";
import { parseStatements } from "./parser.ts";

/** The tree of an expression; undefined when it does not parse. */
export function parseExpression(text: string): Node | undefined {
  const [statement] = parseStatements(`SELECT ${text}`);
  if (statement === undefined || !("SelectStmt" in statement.node)) return undefined;
  const [target] = statement.node.SelectStmt.targetList ?? [];
  return target !== undefined && "ResTarget" in target ? target.ResTarget.val : undefined;
}

/** The names of the columns in an expression. */
export function columnsIn(node: unknown): string[] {
  const references = nodesOf<ColumnRef>(node, "ColumnRef");
  const names = references.flatMap(({ fields = [] }) => {
    const last = fields.at(-1);
    return last !== undefined && "String" in last ? [last.String.sval ?? ""] : [];
  });
  return [...new Set(names)];
}

/** The functions an expression calls: `["lower"]`, `["app", "new_id"]`. */
export function functionsIn(node: unknown): string[][] {
  return nodesOf<FuncCall>(node, "FuncCall").map(({ funcname = [] }) => namesOf(funcname));
}

/** The texts of a list of names. */
export function namesOf(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => ("String" in node ? [node.String.sval ?? ""] : []));
}

// pg_proc.provolatile = 'v' of what stands in defaults, with the usual extensions' (uuid-ossp, pgcrypto).
const volatileFunctions = new Set(
  (
    "clock_timestamp currval gen_random_uuid gen_random_bytes gen_salt lastval nextval random random_normal setval " +
    "timeofday uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4"
  ).split(" "),
);

/**
 * True when an expression can give each row another value, so that PostgreSQL has to compute it row by row.
 * `isVolatile` judges functions that are not PostgreSQL's own, which are written with their schema.
 */
export function variesByRow(node: unknown, isVolatile: (schema: string, name: string) => boolean): boolean {
  return functionsIn(node).some((names) => {
    const [name = "", schema = "pg_catalog"] = [...names].reverse();
    return volatileFunctions.has(name) || (schema !== "pg_catalog" && isVolatile(schema, name));
  });
}

/** False when an expression over NULLs alone is surely not false. */
export function mayRefuseNull(node: unknown): boolean {
  const kinds = ["NullTest", "BooleanTest", "CoalesceExpr", "CaseExpr", "FuncCall", "SubLink"];
  const comparisons = nodesOf<A_Expr>(node, "A_Expr").map(({ kind = "" }) => kind);
  return (
    kinds.some((kind) => nodesOf(node, kind).length > 0) ||
    comparisons.some((kind) => kind.endsWith("DISTINCT"))
  );
}

/** True when anything in an expression is cast to a type of PostgreSQL's own with this name. */
export function castsTo(node: unknown, type: string): boolean {
  const casts = nodesOf<TypeCast>(node, "TypeCast");
  return casts.some(({ typeName }) => namesOf(typeName?.names ?? []).at(-1) === type);
}

/** Every node of one kind below `tree`. */
function nodesOf<T>(tree: unknown, kind: string): T[] {
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => [
    ...(key === kind ? [value as T] : []),
    ...nodesOf<T>(value, kind),
  ]);
}
