// The revisions as a graph. Pure: built from data, never changed, knows no file and no database.
// Two kinds of edges lead down: `revises` (parents: the line of a branch) and `dependsOn` (only an order).

import { basename } from "node:path";
import { grouped } from "../by-key.ts";
import { VarveError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Revision } from "./parse.ts";

export interface Node {
  readonly revision: Revision;
  readonly parents: readonly string[];
  /** Ids of `dependsOn`, labels resolved. */
  readonly dependencies: readonly string[];
  /** Revisions that revise this one, sorted by {@link byAge}. */
  readonly children: readonly string[];
  /** Revisions that depend on this one. */
  readonly dependents: readonly string[];
}

export interface Graph {
  /** By id, in the order of {@link byAge}. */
  readonly nodes: ReadonlyMap<string, Node>;
  /** Label to id. */
  readonly labels: ReadonlyMap<string, string>;
  /** Revisions without parents. */
  readonly bases: readonly string[];
  /** Revisions that no other revises. */
  readonly heads: readonly string[];
}

/**
 * Builds the graph and finds what is wrong with it.
 * Errors: REVISION_ID_DUPLICATE, REVISION_PARENT_UNKNOWN, REVISION_SELF_LOOP, REVISION_CYCLE, REVISION_LABEL_DUPLICATE,
 * REVISION_LABEL_IS_ID, REVISION_DEPENDENCY_UNKNOWN, REVISION_DEPENDENCY_CYCLE.
 */
export function buildGraph(revisions: readonly Revision[]): Graph {
  const byId = indexById([...revisions].sort(byAge));
  const labels = indexLabels(byId);
  const dependencies = new Map(
    [...byId.values()].map((each) => [each.id, resolveDependencies(each, byId, labels)]),
  );
  const revised = [...byId.values()];
  for (const revision of revised) for (const parent of revision.revises) assertParent(revision, parent, byId);
  const children = grouped(revised.flatMap(({ id, revises }) => revises.map((parent) => [parent, id])));
  const dependents = grouped([...dependencies].flatMap(([id, needed]) => needed.map((each) => [each, id])));
  const nodes = new Map<string, Node>();
  for (const revision of byId.values()) {
    nodes.set(revision.id, {
      revision,
      parents: revision.revises,
      dependencies: dependencies.get(revision.id) ?? [],
      children: children.get(revision.id) ?? [],
      dependents: dependents.get(revision.id) ?? [],
    });
  }
  assertAcyclic(nodes);
  const ids = [...nodes.keys()];
  return {
    nodes,
    labels,
    bases: ids.filter((id) => nodes.get(id)?.parents.length === 0),
    heads: ids.filter((id) => nodes.get(id)?.children.length === 0),
  };
}

/** The node of an id that is known to be in the graph. */
export function nodeOf(graph: Graph, id: string): Node {
  const node = graph.nodes.get(id);
  if (node === undefined)
    throw new VarveError("INTERNAL_ERROR", { message: `No revision ${id} in the graph.` });
  return node;
}

/** Older first; ids decide between those of one moment. The one order behind everything that has a choice. */
function byAge(left: Revision, right: Revision): number {
  const age = Date.parse(left.createdAt) - Date.parse(right.createdAt);
  return age || (left.id < right.id ? -1 : 1);
}

function indexById(revisions: readonly Revision[]): Map<string, Revision> {
  const byId = new Map<string, Revision>();
  for (const revision of revisions) {
    const other = byId.get(revision.id);
    if (other !== undefined) {
      throw new VarveError("REVISION_ID_DUPLICATE", {
        message: `Two files are revision ${revision.id}: ${basename(other.file)} and ${basename(revision.file)}.`,
        hint: "Give one of them another id, or delete the copy.",
        details: { id: revision.id, files: [other.file, revision.file] },
      });
    }
    byId.set(revision.id, revision);
  }
  return byId;
}

function indexLabels(byId: ReadonlyMap<string, Revision>): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { id, labels: own, file } of byId.values()) {
    for (const label of own) {
      if (byId.has(label)) {
        throw new VarveError("REVISION_LABEL_IS_ID", {
          message: `The label ${label} of revision ${id} is the id of a revision.`,
          hint: `Choose another label in ${basename(file)}.`,
          details: { id, label, file },
        });
      }
      const other = labels.get(label);
      if (other !== undefined) {
        throw new VarveError("REVISION_LABEL_DUPLICATE", {
          message: `The label ${label} is on two revisions: ${other} and ${id}.`,
          hint: "A label names the one revision where its branch begins; the revisions after it inherit it.",
          details: { label, ids: [other, id] },
        });
      }
      labels.set(label, id);
    }
  }
  return labels;
}

function resolveDependencies(
  { id, dependsOn, file }: Revision,
  byId: ReadonlyMap<string, Revision>,
  labels: ReadonlyMap<string, string>,
): string[] {
  const resolved = dependsOn.map((name) => {
    const dependency = byId.has(name) ? name : labels.get(name);
    if (dependency !== undefined) return dependency;
    throw new VarveError("REVISION_DEPENDENCY_UNKNOWN", {
      message: `Revision ${id} depends on ${name}, which is neither a revision nor a label.`,
      hint:
        mistyped(name, [...byId.keys(), ...labels.keys()]) ??
        "Restore the missing file, or correct dependsOn.",
      details: { id, dependency: name, file },
    });
  });
  return [...new Set(resolved)];
}

function assertParent({ id, file }: Revision, parent: string, byId: ReadonlyMap<string, Revision>): void {
  if (parent === id) {
    throw new VarveError("REVISION_SELF_LOOP", {
      message: `Revision ${id} revises itself.`,
      hint: `Correct \`revises\` in ${basename(file)}: the id of the revision before it, or [] for a base.`,
      details: { id, file },
    });
  }
  if (byId.has(parent)) return;
  throw new VarveError("REVISION_PARENT_UNKNOWN", {
    message: `Revision ${id} revises ${parent}, and no file has that id.`,
    hint:
      mistyped(parent, [...byId.keys()]) ??
      "Restore the missing file (git log -- migrations), or correct `revises`.",
    details: { id, parent, file },
  });
}

function mistyped(name: string, candidates: readonly string[]): string | undefined {
  const meant = nearest(name, candidates);
  return meant === undefined ? undefined : `Did you mean ${meant}?`;
}

function assertAcyclic(nodes: ReadonlyMap<string, Node>): void {
  const cycle = findCycle(nodes, (node) => node.parents);
  if (cycle !== undefined) {
    throw new VarveError("REVISION_CYCLE", {
      message: `The revisions form a circle: ${cycle.join(" -> ")} (each revises the next).`,
      hint: "Correct `revises` in one of these files.",
      details: { path: cycle },
    });
  }
  const mixed = findCycle(nodes, (node) => [...node.parents, ...node.dependencies]);
  if (mixed !== undefined) {
    throw new VarveError("REVISION_DEPENDENCY_CYCLE", {
      message: `The dependencies form a circle: ${mixed.join(" -> ")} (each needs the next).`,
      hint: "Correct `dependsOn` in one of these files.",
      details: { path: mixed },
    });
  }
}

/** The first circle along `next`, as a path that ends where it begins. Not recursive: chains are long. */
function findCycle(
  nodes: ReadonlyMap<string, Node>,
  next: (node: Node) => readonly string[],
): string[] | undefined {
  const done = new Set<string>();
  for (const start of nodes.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    const stack = [{ id: start, leave: false }];
    for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
      const { id, leave } = entry;
      if (leave) {
        path.pop();
        onPath.delete(id);
        done.add(id);
      } else if (onPath.has(id)) {
        return [...path.slice(path.indexOf(id)), id];
      } else if (!done.has(id)) {
        path.push(id);
        onPath.add(id);
        stack.push({ id, leave: true });
        const node = nodes.get(id);
        if (node !== undefined) stack.push(...next(node).map((each) => ({ id: each, leave: false })));
      }
    }
  }
  return undefined;
}
