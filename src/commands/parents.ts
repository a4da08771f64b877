import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import { parseTarget, resolveName } from "../revisions/target.ts";

/**
 * The parents of a new revision: the one head, or what `--head` names (`base` starts a new line).
 * Errors: MULTIPLE_HEADS, PARENT_NOT_HEAD, those of resolving a target.
 */
export function parentsOf(graph: Graph, head = "head", splice = false): string[] {
  const parents = resolveName(graph, parseTarget(head), []);
  const branching = parents.find((id) => nodeOf(graph, id).children.length > 0);
  if (branching === undefined || splice) return parents;
  throw new VarveError("PARENT_NOT_HEAD", {
    message: `Revision ${branching} has children already (${nodeOf(graph, branching).children.join(", ")}); one more would start a branch.`,
    hint: `Say so with --splice, or choose one of the heads: ${graph.heads.join(", ")}.`,
    details: { head: branching, children: nodeOf(graph, branching).children, heads: graph.heads },
  });
}
