// What to run, and in which order, to bring a database from its heads to a target. Pure.

import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "./graph.ts";
import { resolveDowngrade, resolvePlace, resolveUpgrade } from "./move.ts";
import { parseTarget, resolveBranch } from "./target.ts";
import { above, ancestors, below, descendants, inOrder, sharesLineage, sortUp, tips } from "./walk.ts";

/** Where a database is. */
export interface Position {
  /** The applied revisions that nothing applied needs. */
  readonly heads: readonly string[];
  /** All that was applied. A revision below a head that is not in it was inserted later. */
  readonly applied: ReadonlySet<string>;
}

export interface PlannedStep {
  readonly id: string;
  readonly direction: "up" | "down" | "stamp";
  /** The heads when it is done, sorted. */
  readonly heads: readonly string[];
}

/** A position without gaps: everything below the heads is applied. */
export function positionAt(graph: Graph, heads: readonly string[]): Position {
  return { heads, applied: ancestors(graph, heads, { dependencies: true }) };
}

/** Revisions below the heads of the database that were never applied: they were inserted behind them. */
export function insertedBehind(graph: Graph, { heads, applied }: Position): string[] {
  const below = ancestors(graph, heads, { dependencies: true });
  return inOrder(graph, new Set([...below].filter((id) => !applied.has(id))));
}

/** Errors: REVISION_OUT_OF_ORDER, TARGETS_OVERLAP, those of {@link resolveUpgrade}. */
export function planUpgrade(
  graph: Graph,
  position: Position,
  target: string | readonly string[],
): PlannedStep[] {
  const texts = typeof target === "string" ? [target] : target;
  const targets = assertApart(
    graph,
    texts.flatMap((text) => resolveUpgrade(graph, text, position.heads)),
  );
  const needed = ancestors(graph, targets, { dependencies: true });
  const inserted = insertedBehind(graph, position);
  const all = texts.includes("heads");
  if (!all && !targets.every((id) => inserted.includes(id))) {
    assertInOrder(
      inserted.filter((id) => needed.has(id)),
      texts.join(" "),
    );
  }
  const todo = new Set([...needed, ...(all ? inserted : [])].filter((id) => !position.applied.has(id)));
  return track(graph, position, sortUp(graph, todo), "up");
}

/** Errors: TARGET_NOT_APPLIED, TARGET_OUT_OF_REACH, those of {@link resolveDowngrade}. */
export function planDowngrade(graph: Graph, position: Position, target: string): PlannedStep[] {
  const { id, branch } = resolveDowngrade(graph, target, position.heads);
  if (id !== undefined && !position.applied.has(id)) throw notApplied(target, id, position.heads);
  const all = id === undefined ? graph.bases : nodeOf(graph, id).children;
  const above = descendants(graph, onBranch(graph, all, branch, target), { dependencies: true });
  const todo = new Set([...above].filter((each) => position.applied.has(each)));
  if (todo.size === 0 && id !== undefined && !position.heads.includes(id)) throw nothingAbove(target, id);
  return track(graph, position, sortUp(graph, todo).reverse(), "down");
}

/**
 * The steps that make each target a head without running anything. Heads above or below a target, or on the branch
 * that it names, give way to it; the others stay; with `purge` none stays. `base` only takes heads away.
 */
export function planStamp(
  graph: Graph,
  heads: readonly string[],
  targets: readonly string[],
  { purge = false }: { purge?: boolean } = {},
): PlannedStep[] {
  const resolved = targets.map((text) => ({ text, ids: resolvePlace(graph, text, heads) }));
  assertApart(
    graph,
    resolved.flatMap(({ ids }) => ids),
  );
  const steps: PlannedStep[] = [];
  let current = purge ? [] : [...heads];
  const become = (id: string, next: readonly string[]) => {
    current = [...next];
    steps.push({ id, direction: "stamp", heads: [...next].sort() });
  };
  for (const { text, ids } of resolved) {
    const leaving = current.filter(givingWay(graph, text, ids));
    if (ids.length === 0) {
      for (const id of purge ? heads : leaving)
        become(
          id,
          current.filter((head) => head !== id),
        );
    }
    for (const id of ids.filter((each) => !current.includes(each))) {
      // A branch's heads make room together, but only for a target that lies above or below one of them.
      const isMove = leaving.some((head) => sharesLineage(graph, head, id, { dependencies: true }));
      become(id, [...current.filter((head) => !isMove || !leaving.includes(head)), id]);
    }
  }
  return steps;
}

/** Which heads of the database make room for a target. */
function givingWay(graph: Graph, text: string, ids: readonly string[]): (head: string) => boolean {
  const { branch } = parseTarget(text);
  const marks = branch === undefined ? ids : [...ids, resolveBranch(graph, branch)];
  if (marks.length === 0) return () => true;
  return (head) =>
    !ids.includes(head) && marks.some((mark) => sharesLineage(graph, head, mark, { dependencies: true }));
}

/** Each revision with the heads it leaves behind, in an order that {@link planUpgrade} or {@link planDowngrade} gave. */
export function track(
  graph: Graph,
  { heads, applied }: Position,
  ids: readonly string[],
  direction: "up" | "down",
): PlannedStep[] {
  const done = new Set(applied);
  const current = new Set(heads);
  return ids.map((id) => {
    const node = nodeOf(graph, id);
    const isTip = (each: string) =>
      done.has(each) && !above(nodeOf(graph, each)).some((other) => done.has(other));
    if (direction === "up") {
      done.add(id);
      for (const each of below(node)) current.delete(each);
      if (isTip(id)) current.add(id);
    } else {
      done.delete(id);
      current.delete(id);
      for (const each of below(node).filter(isTip)) current.add(each);
    }
    return { id, direction, heads: [...current].sort() };
  });
}

function onBranch(
  graph: Graph,
  roots: readonly string[],
  branch: string | undefined,
  target: string,
): readonly string[] {
  if (branch === undefined || roots.length < 2) return roots;
  const line = ancestors(graph, [branch], { dependencies: false });
  const kept = roots.filter((id) => line.has(id));
  if (kept.length > 0) return kept;
  throw new VarveError("TARGET_NOT_IN_BRANCH", {
    message: `${target} names no revision below ${branch}.`,
    hint: "`varve history --graph` shows the branches.",
    details: { target, branch },
  });
}

/** The targets, each once. */
function assertApart(graph: Graph, named: readonly string[]): readonly string[] {
  const targets = [...new Set(named)];
  if (tips(graph, new Set(targets)).length === targets.length) return targets;
  throw new VarveError("TARGETS_OVERLAP", {
    message: `The targets overlap: of ${targets.join(", ")} one is needed by another.`,
    hint: "Name only the last revision of each branch.",
    details: { targets },
  });
}

function assertInOrder(inserted: readonly string[], target: string): void {
  if (inserted.length === 0) return;
  throw new VarveError("REVISION_OUT_OF_ORDER", {
    message: `${inserted.join(", ")} ${inserted.length === 1 ? "was" : "were"} inserted below a revision that is applied already, and never ran here; \`upgrade ${target}\` would pass over ${inserted.length === 1 ? "it" : "them"}.`,
    hint: "`varve upgrade heads` runs them now, out of order. If the database has their change by other means: `varve stamp heads` says so.",
    details: { revisions: inserted },
  });
}

function notApplied(target: string, id: string, heads: readonly string[]): VarveError {
  return new VarveError("TARGET_NOT_APPLIED", {
    message: `Cannot downgrade to ${target}: ${target.startsWith(id) ? "it" : id} is not applied (the database is at ${heads.join(", ") || "base"}).`,
    hint: "`varve upgrade` goes up; `varve current` shows where the database is.",
    details: { target, revision: id, heads },
  });
}

function nothingAbove(target: string, id: string): VarveError {
  return new VarveError("TARGET_OUT_OF_REACH", {
    message: `Cannot downgrade to ${target}: nothing${target.includes("@") ? " of that branch" : ""} is applied above ${id}.`,
    hint: "`varve current` shows where the database is.",
    details: { target, revision: id },
  });
}
