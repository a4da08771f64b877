import {
  buildFactBase,
  type DependencyEdge,
  encodeId,
  type Fact,
  type FactBase,
} from "@supabase/pg-delta/core";

export interface FactEdits {
  /** Facts to put in the place of others, by encoded id. */
  readonly replace?: ReadonlyMap<string, Fact>;
  /** Facts to leave out, with everything below them. */
  readonly remove?: ReadonlySet<string>;
  readonly add?: readonly Fact[];
  readonly addEdges?: readonly DependencyEdge[];
  readonly removeEdges?: readonly Pick<DependencyEdge, "from" | "to">[];
}

/** Another fact base; edges whose ends are gone go too. Pure. */
export function editFacts(
  facts: FactBase,
  { replace, remove, add = [], addEdges = [], removeEdges = [] }: FactEdits,
): FactBase {
  const isRemoved = (fact: Fact): boolean => {
    if (remove === undefined) return false;
    if (remove.has(encodeId(fact.id))) return true;
    const parent = fact.parent === undefined ? undefined : facts.get(fact.parent);
    return parent !== undefined && isRemoved(parent);
  };
  const kept = facts.facts().filter((fact) => !isRemoved(fact));
  const edited = replace === undefined ? kept : kept.map((fact) => replace.get(encodeId(fact.id)) ?? fact);
  const gone = new Set(removeEdges.map(edgeKey));
  const edges = gone.size === 0 ? facts.edges : facts.edges.filter((edge) => !gone.has(edgeKey(edge)));
  return buildFactBase([...edited, ...add], [...edges, ...addEdges], "liveDb", new Set(), {
    allowDangling: (edge) => edge.kind === "owner",
  });
}

function edgeKey({ from, to }: Pick<DependencyEdge, "from" | "to">): string {
  return JSON.stringify([from, to].map(encodeId));
}
