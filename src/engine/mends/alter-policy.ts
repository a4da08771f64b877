import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { statement } from "../actions/statement.ts";
import { editFacts } from "../facts/edit-facts.ts";

/**
 * The engine drops a policy to change an expression of it. PostgreSQL alters it in place unless it loses one.
 * Manual: ALTER POLICY. Here the policies that can be are told to the engine as unchanged.
 */
export function hideAlteredPolicies(from: FactBase, to: FactBase): FactBase {
  const replace = alterable(from, to).map(({ id, payload: { usingExpr, checkExpr } }) => {
    const old = from.get(id) as Fact;
    return { ...old, payload: { ...old.payload, usingExpr, checkExpr } as Fact["payload"] };
  });
  return editFacts(from, { replace });
}

/** Alters those that the engine did not have to make anew for another reason. */
export function alterPolicies(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const made = new Set(actions.flatMap(({ produces }) => produces.map(encodeId)));
  const policies = alterable(from, to).filter(({ id }) => !made.has(encodeId(id)));
  return [
    ...actions,
    ...policies.map((policy) => {
      const needed = to
        .outgoingEdges(policy.id)
        .flatMap((edge) => (edge.kind === "depends" ? [edge.to] : []));
      return statement(alterSql(policy, from.get(policy.id) as Fact), policy.id, { consumes: needed });
    }),
  ];
}

const clauses = { usingExpr: "USING", checkExpr: "WITH CHECK" } as const;
const expressions = Object.keys(clauses) as (keyof typeof clauses)[];

function alterable(from: FactBase, to: FactBase): Fact[] {
  return to.facts().filter(({ id, payload }) => {
    const old = id.kind === "policy" ? from.get(id)?.payload : undefined;
    if (old === undefined || old.cmd !== payload.cmd || old.permissive !== payload.permissive) return false;
    return (
      expressions.some((key) => old[key] !== payload[key]) &&
      expressions.every((key) => old[key] == null || payload[key] != null)
    );
  });
}

function alterSql({ id, payload }: Fact, old: Fact): string {
  const { schema, table, name } = id as { schema: string; table: string; name: string };
  const changed = expressions.filter((key) => old.payload[key] !== payload[key]);
  return [
    `ALTER POLICY ${quoteIdentifier(name)} ON ${quoteName(table, schema)}`,
    ...changed.map((key) => `${clauses[key]} (${payload[key]})`),
  ].join(" ");
}
