// The target grammar: `id`, `pre`, `label`, `head`, `heads`, `base`, `current`, each with `branch@` in front and `+N` or
// `-N` behind, or the move alone. This file reads it and finds names; moves are in move.ts.

import { VarveError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Graph } from "./graph.ts";
import { ancestors, descendants, inOrder, sharesLineage, tips } from "./walk.ts";

export interface Target {
  /** As the user wrote it. */
  readonly text: string;
  /** What stands before the `@`. */
  readonly branch: string | undefined;
  /** An id, a prefix, a label or a reserved word; undefined for a move alone. */
  readonly name: string | undefined;
  /** Steps up (positive) or down (negative). */
  readonly offset: number | undefined;
}

/** Error: TARGET_INVALID. */
export function parseTarget(text: string): Target {
  const match = /^(?:(?<branch>[^@+:-]+)@)?(?<name>[^@+:-]+)?(?<offset>[+-]\d{1,6})?$/.exec(text);
  const { branch, name, offset } = match?.groups ?? {};
  if (match === null || (name === undefined && (offset === undefined || Number(offset) === 0))) {
    throw new VarveError("TARGET_INVALID", {
      message: `${JSON.stringify(text)} is not a target.`,
      hint: text.includes(":")
        ? "A range goes with --sql, history, lint and squash; here a single target is needed."
        : "A target is an id or the start of one, a label, head, heads, base, current, +N, -N, id+N, id-N or label@head.",
      details: { target: text },
    });
  }
  return { text, branch, name, offset: offset === undefined ? undefined : Number(offset) };
}

/**
 * The revisions a name stands for; none for `base`. `current` are the heads of the database.
 * Errors: TARGET_UNKNOWN, TARGET_AMBIGUOUS, TARGET_NOT_IN_BRANCH, MULTIPLE_HEADS.
 */
export function resolveName(
  graph: Graph,
  { text, branch, name }: Target,
  current: readonly string[],
): string[] {
  const branchId = branch === undefined ? undefined : resolveBranch(graph, branch);
  const onBranch = (ids: readonly string[]) =>
    branchId === undefined ? [...ids] : ids.filter((id) => sharesLineage(graph, id, branchId));
  switch (name) {
    case undefined:
    case "base":
      return [];
    case "current":
      return onBranch(current);
    case "heads":
      return tips(graph, new Set(onBranch(graph.heads)));
    case "head":
      return assertOne(graph, onBranch(graph.heads), text);
    default:
      return [resolveId(graph, name, branchId, text)];
  }
}

/** The revision that names a branch: the one with the label, or a revision on it. Error: TARGET_UNKNOWN. */
export function resolveBranch(graph: Graph, branch: string): string {
  return resolveId(graph, branch, undefined, branch);
}

/** Errors: MULTIPLE_HEADS. */
export function assertOne(graph: Graph, ids: readonly string[], text: string): string[] {
  if (ids.length < 2) return [...ids];
  const choices = ids.map((id) => choiceOf(graph, id));
  throw new VarveError("MULTIPLE_HEADS", {
    message: `${text} is not one revision, there are several: ${choices.join(", ")}.`,
    hint: `Name one of them, say \`heads\` for all, or join them with \`varve merge heads -m "…"\`.`,
    details: { target: text, heads: ids },
  });
}

/** How a person would name a head: by the label of its branch when it has one that leads to it alone. */
function choiceOf(graph: Graph, id: string): string {
  const message = graph.nodes.get(id)?.revision.message;
  const below = ancestors(graph, [id], { dependencies: false });
  for (const [label, labelled] of graph.labels) {
    if (!below.has(labelled)) continue;
    const above = descendants(graph, [labelled], { dependencies: false });
    if (graph.heads.filter((head) => above.has(head)).length === 1)
      return `${id} (${label}@head, ${message})`;
  }
  return `${id} (${message})`;
}

function resolveId(graph: Graph, name: string, branchId: string | undefined, text: string): string {
  const exact = graph.nodes.has(name) ? name : graph.labels.get(name);
  const candidates =
    exact === undefined ? [...graph.nodes.keys()].filter((id) => id.startsWith(name)) : [exact];
  const members =
    branchId === undefined ? candidates : candidates.filter((id) => sharesLineage(graph, id, branchId));
  const [found, ...others] = members;
  if (found !== undefined && others.length === 0) return found;
  if (found !== undefined) {
    throw new VarveError("TARGET_AMBIGUOUS", {
      message: `${name} is the start of ${members.length} revisions: ${members.slice(0, 5).join(", ")}${members.length > 5 ? ", …" : ""}.`,
      hint: "Give more of the id.",
      details: { target: text, candidates: members },
    });
  }
  if (candidates.length > 0) {
    throw new VarveError("TARGET_NOT_IN_BRANCH", {
      message: `Revision ${candidates.join(", ")} is not on the branch of ${text.split("@", 1)[0]}.`,
      hint: "`varve history --graph` shows the branches.",
      details: { target: text, candidates },
    });
  }
  const meant = nearest(name, [...graph.nodes.keys(), ...graph.labels.keys()]);
  throw new VarveError("TARGET_UNKNOWN", {
    message: `No revision and no label is ${name}, or begins with it.`,
    hint: meant === undefined ? "`varve history` lists the revisions." : `Did you mean ${meant}?`,
    details: { target: text },
  });
}

/** The heads of what is applied, seen without dependencies: also those that another branch implies. */
export function branchHeads(graph: Graph, heads: readonly string[]): string[] {
  const applied = ancestors(graph, heads, { dependencies: true });
  return inOrder(graph, applied).filter(
    (id) => !graph.nodes.get(id)?.children.some((child) => applied.has(child)),
  );
}
