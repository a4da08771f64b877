// Databases that have revisions which were squashed since. Pure.

import type { Graph } from "../revisions/graph.ts";
import { hashSteps } from "../revisions/hash.ts";
import type { Revision } from "../revisions/parse.ts";
import { ancestors, tips } from "../revisions/walk.ts";
import type { State } from "./state.ts";

/**
 * The state in terms of the files there are: a squashed revision counts as applied when all that it stands for is; while
 * only part of that is, the database stands before it, and {@link rest} is what is left to run.
 */
export function carryOver(graph: Graph, state: State): State {
  return [...replacedIn(graph, state), ...partlyIn(graph, state)].reduce(
    (carried, revision) => carryRevision(graph, revision, carried),
    state,
  );
}

/** The same for one squashed revision of {@link replacedIn}, to be written down. */
export function carryReplaced(graph: Graph, state: State, revision: Revision): State {
  return carryRevision(graph, revision, state);
}

/** Squashed revisions that the database has in full, without having them by name yet. */
export function replacedIn(graph: Graph, state: State): Revision[] {
  return [...graph.nodes.values()]
    .map(({ revision }) => revision)
    .filter((each) => hasSome(each, state) && hasAll(each, state));
}

/** The squashed revisions of which the database has a part. */
export function partlyIn(graph: Graph, state: State): Revision[] {
  return [...graph.nodes.values()]
    .map(({ revision }) => revision)
    .filter((each) => hasSome(each, state) && !hasAll(each, state));
}

/**
 * The revision with the steps alone that the database has not. Its `down` is complete: it takes back everything. Its
 * preflight is about its first part, which the database has.
 */
export function rest(revision: Revision, { applied }: State): Revision {
  let start = 0;
  const up = revision.replaces.flatMap(({ id, up: count }) => {
    const own = revision.up.slice(start, start + count);
    start += count;
    return applied.has(id) ? [] : own;
  });
  return { ...revision, up, preflight: [] };
}

function hasSome({ id, replaces }: Revision, { applied }: State): boolean {
  return !applied.has(id) && replaces.some((part) => applied.has(part.id));
}

function hasAll({ replaces }: Revision, { applied }: State): boolean {
  return replaces.every((part) => applied.has(part.id));
}

function carryRevision(graph: Graph, revision: Revision, state: State): State {
  const parts = new Set(revision.replaces.map(({ id }) => id));
  const applied = new Map([...state.applied].filter(([id]) => !parts.has(id)));
  const others = state.heads.filter((head) => !parts.has(head));
  const stoodOnPart = others.length < state.heads.length;
  if (!hasAll(revision, state)) {
    const below = ancestors(
      graph,
      others.filter((id) => graph.nodes.has(id)),
      { dependencies: true },
    );
    const parents = tips(graph, new Set(revision.revises)).filter((id) => !below.has(id));
    return { ...state, applied, heads: [...others, ...(stoodOnPart ? parents : [])].sort() };
  }
  const appliedAt = new Date(
    Math.max(...[...parts].map((id) => state.applied.get(id)?.appliedAt.getTime() ?? 0)),
  );
  applied.set(revision.id, { hash: hashSteps(revision), appliedAt });
  return { ...state, applied, heads: stoodOnPart ? [...others, revision.id].sort() : others };
}
