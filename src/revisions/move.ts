// Targets resolved for what is to be done with them: up, down, stamp. Relative moves never guess: where more than one
// way leads on, the error lists the ways.

import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "./graph.ts";
import { assertOne, branchHeads, parseTarget, resolveBranch, resolveName, type Target } from "./target.ts";
import { ancestors, sharesLineage, tips } from "./walk.ts";

/** Where a downgrade ends: a revision that stays, or undefined for the base. */
export interface DownTarget {
  readonly id: string | undefined;
  /** Only revisions below this one, and what needs them, go. */
  readonly branch: string | undefined;
}

/**
 * The revisions to upgrade to; none for `base`.
 * Errors: TARGET_INVALID, TARGET_UNKNOWN, TARGET_AMBIGUOUS, TARGET_NOT_IN_BRANCH, TARGET_OUT_OF_REACH, MULTIPLE_HEADS,
 * MOVE_AMBIGUOUS.
 */
export function resolveUpgrade(graph: Graph, text: string, current: readonly string[]): string[] {
  const target = parseTarget(text);
  const { offset } = target;
  if (offset === undefined) return resolveName(graph, target, current);
  if (!isFromCurrent(target)) return listOf(moveFromName(graph, target, current, offset));
  if (offset < 0) throw outOfReach(text, "that is down, not up");
  return listOf(walkUp(graph, startOfUpgrade(graph, target, current), offset, target));
}

/** Errors: as {@link resolveUpgrade}. */
export function resolveDowngrade(graph: Graph, text: string, current: readonly string[]): DownTarget {
  const target = parseTarget(text);
  const { offset, branch, name } = target;
  if (offset !== undefined && isFromCurrent(target)) {
    if (offset > 0) throw outOfReach(text, "that is up, not down");
    const start = startOfDowngrade(graph, target, current);
    return {
      id: walkDown(graph, start, -offset, target),
      branch: branch === undefined ? start : resolveBranch(graph, branch),
    };
  }
  const branchId = branch === undefined ? undefined : resolveBranch(graph, branch);
  if (offset !== undefined) return { id: moveFromName(graph, target, current, offset), branch: branchId };
  const ids = resolveName(graph, target, current);
  if (ids.length === 0 && name !== "base")
    throw outOfReach(text, "there is no such revision in the database");
  return { id: assertOne(graph, ids, text)[0], branch: branchId };
}

/**
 * The revisions a text names whatever is to be done with them; none for `base`. A move goes up or down from the heads of
 * the database. Errors: as {@link resolveUpgrade}.
 */
export function resolvePlace(graph: Graph, text: string, current: readonly string[]): string[] {
  const target = parseTarget(text);
  if (target.offset === undefined || target.offset > 0) return resolveUpgrade(graph, text, current);
  return listOf(resolveDowngrade(graph, text, current).id);
}

/** True when only the database tells where a target is: `current`, a move alone. */
export function isFromCurrent({ name }: Target): boolean {
  return name === undefined || name === "current";
}

function listOf(id: string | undefined): string[] {
  return id === undefined ? [] : [id];
}

function moveFromName(
  graph: Graph,
  target: Target,
  current: readonly string[],
  offset: number,
): string | undefined {
  const [start] = assertOne(graph, resolveName(graph, target, current), target.text);
  if (start === undefined && target.name !== "base") throw outOfReach(target.text, "there are no revisions");
  return offset > 0 ? walkUp(graph, start, offset, target) : walkDown(graph, start, -offset, target);
}

/** The one applied revision a move up starts from; undefined for the base. */
function startOfUpgrade(graph: Graph, target: Target, current: readonly string[]): string | undefined {
  if (target.branch === undefined) return assertOneWay(current, target)[0];
  const branchId = resolveBranch(graph, target.branch);
  const on = current.filter((id) => sharesLineage(graph, id, branchId));
  if (on.length > 0) return assertOneWay(on, target)[0];
  const applied = ancestors(graph, current, { dependencies: true });
  const shared = new Set([...applied].filter((id) => sharesLineage(graph, id, branchId)));
  return assertOneWay(tips(graph, shared), target)[0];
}

/** The one applied revision a move down starts from. */
function startOfDowngrade(graph: Graph, target: Target, current: readonly string[]): string {
  const { branch, text } = target;
  const branchId = branch === undefined ? undefined : resolveBranch(graph, branch);
  const on = (ids: readonly string[]) =>
    branchId === undefined ? ids : ids.filter((id) => sharesLineage(graph, id, branchId));
  const heads = on(current).length > 0 ? on(current) : on(branchHeads(graph, current));
  const [start] = assertOneWay(heads, target);
  if (start === undefined) throw outOfReach(text, "nothing of that is applied");
  return start;
}

/** `n` children up. Undefined as a start is the base. */
function walkUp(graph: Graph, start: string | undefined, n: number, { branch, text }: Target): string {
  const branchId = branch === undefined ? undefined : resolveBranch(graph, branch);
  let at = start;
  for (let step = 0; step < n; step += 1) {
    const all = at === undefined ? graph.bases : nodeOf(graph, at).children;
    const ways = branchId === undefined ? all : all.filter((id) => sharesLineage(graph, id, branchId));
    const [next, ...others] = ways;
    if (next === undefined) throw outOfReach(text, `only ${step} above ${start ?? "the base"}`);
    if (others.length > 0)
      throw ambiguous(text, `${at ?? "the base"} has several revisions above it`, ways, ways);
    at = next;
  }
  if (at === undefined) throw outOfReach(text, "that is the base");
  return at;
}

/** `n` parents down; undefined when that is the base. */
function walkDown(
  graph: Graph,
  start: string | undefined,
  n: number,
  { branch, text }: Target,
): string | undefined {
  const branchId = branch === undefined ? undefined : resolveBranch(graph, branch);
  let at = start;
  for (let step = 0; step < n; step += 1) {
    if (at === undefined) throw outOfReach(text, `only ${step} down to the base`);
    const all = nodeOf(graph, at).parents;
    const ways = branchId === undefined ? all : all.filter((id) => sharesLineage(graph, id, branchId));
    if (ways.length > 1) throw ambiguous(text, `${at} joins several revisions`, ways, ways);
    at = ways[0];
  }
  return at;
}

/** `id@-1` moves that head alone; `id-1` as the end of a downgrade would take the other revisions above it too. */
function assertOneWay(starts: readonly string[], { text, offset = 0 }: Target): readonly string[] {
  if (starts.length < 2) return starts;
  const choices = starts.map((id) => `${id}@${offset > 0 ? "+" : ""}${offset}`);
  throw ambiguous(
    text,
    `several revisions are heads of the database (${starts.join(", ")})`,
    choices,
    starts,
  );
}

function ambiguous(
  text: string,
  why: string,
  choices: readonly string[],
  ids: readonly string[],
): VarveError {
  return new VarveError("MOVE_AMBIGUOUS", {
    message: `${text} could mean several things: ${why}.`,
    hint: `Say which: ${choices.join(" or ")}.`,
    details: { target: text, choices, revisions: ids },
  });
}

function outOfReach(text: string, why: string): VarveError {
  return new VarveError("TARGET_OUT_OF_REACH", {
    message: `${text} leads nowhere: ${why}.`,
    hint: "`varve current` shows where the database is, `varve history` what there is.",
    details: { target: text },
  });
}
