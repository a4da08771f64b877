import {
  buildFactBase,
  type DependencyEdge,
  encodeId,
  type Fact,
  type FactBase,
} from "@supabase/pg-delta/core";

export interface FactEdits {
  /** Facts to put in the place of those with the same ids. */
  readonly replace?: readonly Fact[];
  /** Facts to leave out, with everything below them. */
  readonly remove?: readonly Fact[];
  readonly add?: readonly Fact[];
  readonly addEdges?: readonly DependencyEdge[];
  readonly removeEdges?: readonly Pick<DependencyEdge, "from" | "to">[];
}

/** Another fact base, or the same where nothing is to do; edges whose ends are gone go too. Pure. */
export function editFacts(
  facts: FactBase,
  { replace = [], remove = [], add = [], addEdges = [], removeEdges = [] }: FactEdits,
): FactBase {
  if ([replace, remove, add, addEdges, removeEdges].every(({ length }) => length === 0)) return facts;
  const unwanted = new Set(remove.map(({ id }) => encodeId(id)));
  const isRemoved = (fact: Fact): boolean => {
    if (unwanted.size === 0) return false;
    if (unwanted.has(encodeId(fact.id))) return true;
    const parent = fact.parent === undefined ? undefined : facts.get(fact.parent);
    return parent !== undefined && isRemoved(parent);
  };
  const edited = new Map(replace.map((fact) => [encodeId(fact.id), fact]));
  const kept = facts.facts().filter((fact) => !isRemoved(fact));
  const others = edited.size === 0 ? kept : kept.map((fact) => edited.get(encodeId(fact.id)) ?? fact);
  const gone = new Set(removeEdges.map(edgeKey));
  const edges = gone.size === 0 ? facts.edges : facts.edges.filter((edge) => !gone.has(edgeKey(edge)));
  return buildFactBase([...others, ...add], [...edges, ...addEdges], "liveDb", new Set(), {
    allowDangling: (edge) => edge.kind === "owner",
  });
}

function edgeKey({ from, to }: Pick<DependencyEdge, "from" | "to">): string {
  return JSON.stringify([from, to].map(encodeId));
}
