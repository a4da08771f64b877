// Where a new revision is put into the graph. Checked before anything is written: a wrong name would make the whole folder
// unreadable.
import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import { resolveUpgrade } from "../revisions/move.ts";
import { assertLegalName } from "../revisions/parse.ts";
import { assertFromFiles } from "../revisions/range.ts";

/**
 * The parents of a new revision: the one head, or what `--head` names (`base` starts a new line).
 * Errors: MULTIPLE_HEADS, PARENT_NOT_HEAD, those of resolving a target.
 */
export function parentsOf(graph: Graph, head = "head", splice = false): string[] {
  const parents = resolveFiles(graph, head);
  const branching = parents.find((id) => nodeOf(graph, id).children.length > 0);
  if (branching === undefined || splice) return parents;
  throw new VarveError("PARENT_NOT_HEAD", {
    message: `Revision ${branching} has children already (${nodeOf(graph, branching).children.join(", ")}); one more would start a branch.`,
    hint: `Say so with --splice, or choose one of the heads: ${graph.heads.join(", ")}.`,
    details: { head: branching, children: nodeOf(graph, branching).children, heads: graph.heads },
  });
}

/** Labels stay labels, other targets become whole ids, each once. Errors: those of resolving a target. */
export function dependenciesOf(graph: Graph, targets: readonly string[] = []): string[] {
  const names = targets.flatMap((target) =>
    graph.labels.has(target) ? [target] : resolveFiles(graph, target),
  );
  return [...new Set(names)];
}

/** The labels, each once. Errors: REVISION_ID_ILLEGAL, REVISION_LABEL_DUPLICATE, REVISION_LABEL_IS_ID. */
export function newLabels(graph: Graph, labels: readonly string[] = []): string[] {
  for (const label of labels) {
    assertLegalName(label, "The label");
    const owner = graph.nodes.has(label) ? label : graph.labels.get(label);
    if (owner === undefined) continue;
    throw new VarveError(owner === label ? "REVISION_LABEL_IS_ID" : "REVISION_LABEL_DUPLICATE", {
      message:
        owner === label
          ? `The label ${label} is the id of a revision.`
          : `Revision ${owner} has the label ${label} already.`,
      hint: "Choose another label; nothing was written.",
      details: { label, ids: [owner] },
    });
  }
  return [...new Set(labels)];
}

/** A target among the files, where no database is asked. Errors: TARGET_INVALID, those of resolving a target. */
export function resolveFiles(graph: Graph, target: string): string[] {
  assertFromFiles(target);
  return resolveUpgrade(graph, target, []);
}
