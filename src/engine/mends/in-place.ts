import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { statement } from "../actions/statement.ts";
import { editFacts } from "../facts/edit-facts.ts";

/** What the engine drops and makes again, and with it what depends on it, where PostgreSQL can change it as it stands. */
export interface InPlace {
  /** Whether one of another payload is such a change. */
  isChange(old: Fact, fact: Fact): boolean;
  /** What of the payload changes. */
  readonly attributes: readonly string[];
  sql(fact: Fact, old: Fact): string;
}

/** They are told to the engine as unchanged. */
export function hideInPlace(kind: InPlace) {
  return (from: FactBase, to: FactBase): FactBase => {
    const replace = changesInPlace(kind, from, to).map(({ fact: { payload }, old }) => {
      const changed = Object.fromEntries(kind.attributes.map((key) => [key, payload[key] ?? null]));
      return { ...old, payload: { ...old.payload, ...changed } };
    });
    return editFacts(from, { replace });
  };
}

/** Changes those that the engine did not have to make anew for another reason. */
export function changeInPlace(kind: InPlace) {
  return (actions: readonly Action[], from: FactBase, to: FactBase): Action[] => {
    const made = new Set(actions.flatMap(({ produces }) => produces.map(encodeId)));
    const changes = changesInPlace(kind, from, to).filter(({ fact }) => !made.has(encodeId(fact.id)));
    const statements = changes.map(({ fact, old }) => {
      const edges = to.outgoingEdges(fact.id).filter((edge) => edge.kind === "depends");
      return statement(kind.sql(fact, old), fact.id, { consumes: edges.map((edge) => edge.to) });
    });
    return [...actions, ...statements];
  };
}

function changesInPlace(kind: InPlace, from: FactBase, to: FactBase) {
  return to.facts().flatMap((fact) => {
    const old = from.get(fact.id);
    return old !== undefined && kind.isChange(old, fact) ? [{ fact, old }] : [];
  });
}
