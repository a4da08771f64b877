// Sets of revisions reached from others, and their order. Pure.

import { type Graph, type Node, nodeOf } from "./graph.ts";

interface Reach {
  /** Follow `dependsOn` too, not only `revises`. */
  readonly dependencies: boolean;
}

/** The revisions below, and the given ones. */
export function ancestors(graph: Graph, ids: Iterable<string>, { dependencies }: Reach): Set<string> {
  return reach(graph, ids, (node) => (dependencies ? below(node) : node.parents));
}

/** The revisions above, and the given ones. */
export function descendants(graph: Graph, ids: Iterable<string>, { dependencies }: Reach): Set<string> {
  return reach(graph, ids, (node) => (dependencies ? above(node) : node.children));
}

/** What a revision needs: its parents and its dependencies. */
export function below({ parents, dependencies }: Node): readonly string[] {
  return dependencies.length === 0 ? parents : [...new Set([...parents, ...dependencies])];
}

/** What needs a revision. */
export function above({ children, dependents }: Node): readonly string[] {
  return dependents.length === 0 ? children : [...new Set([...children, ...dependents])];
}

function reach(graph: Graph, ids: Iterable<string>, next: (node: Node) => readonly string[]): Set<string> {
  const seen = new Set<string>();
  const todo = [...ids];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    todo.push(...next(nodeOf(graph, id)));
  }
  return seen;
}

/** True when one of the two is reached from the other. */
export function sharesLineage(
  graph: Graph,
  id: string,
  other: string,
  reach: Reach = { dependencies: false },
): boolean {
  return ancestors(graph, [id], reach).has(other) || descendants(graph, [id], reach).has(other);
}

/** Those of `ids` that no other of them needs, directly or not, in the order of the graph. */
export function tips(graph: Graph, ids: ReadonlySet<string>): string[] {
  const needed = ancestors(
    graph,
    [...ids].flatMap((id) => below(nodeOf(graph, id))),
    { dependencies: true },
  );
  return inOrder(graph, ids).filter((id) => !needed.has(id));
}

/** `ids` in the graph's own order: older first. */
export function inOrder(graph: Graph, ids: ReadonlySet<string>): string[] {
  return ids.size === 0 ? [] : [...graph.nodes.keys()].filter((id) => ids.has(id));
}

/**
 * `ids` so that each comes after all it needs, one branch as far as possible before the next. The same ids give the
 * same order, whatever order they come in.
 */
export function sortUp(graph: Graph, ids: ReadonlySet<string>): string[] {
  const sorted: string[] = [];
  const seen = new Set<string>();
  const stack = entries(tips(graph, ids));
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { id, leave } = entry;
    if (leave) {
      if (ids.has(id)) sorted.push(id);
    } else if (!seen.has(id)) {
      seen.add(id);
      stack.push({ id, leave: true }, ...entries(below(nodeOf(graph, id))));
    }
  }
  return sorted;
}

/** For a stack, so the last comes out first. */
function entries(ids: readonly string[]): { id: string; leave: boolean }[] {
  return ids.map((id) => ({ id, leave: false })).reverse();
}
