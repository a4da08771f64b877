// Ranges of revisions: `a:b`, `:b`, `a:`, with relative ends (`-2:c`, `a:+2`).

import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "./graph.ts";
import { isFromCurrent, resolvePlace } from "./move.ts";
import { parseTarget, resolveBranch } from "./target.ts";
import { ancestors, descendants, sharesLineage, sortUp } from "./walk.ts";

/** True when a text is meant as a range. */
export function isRange(text: string): boolean {
  return text.includes(":");
}

/** True when a target, or an end of a range, is found only by asking the database. Error: TARGET_INVALID. */
export function countsFromDatabase(text: string): boolean {
  if (!isRange(text)) return isFromCurrent(parseTarget(text));
  const ends = Object.values(splitRange(text)).filter((end) => end !== undefined);
  return ends.some((end) => !isMove(end) && isFromCurrent(parseTarget(end)));
}

/** True when a target, or an end of a range, is `current` or counts from it by name. Error: TARGET_INVALID. */
export function saysCurrent(text: string): boolean {
  const ends = isRange(text) ? Object.values(splitRange(text)) : [text];
  return ends.some((end) => end !== undefined && parseTarget(end).name === "current");
}

/** For what is found among the files alone. Error: TARGET_INVALID. */
export function assertFromFiles(text: string): void {
  if (!countsFromDatabase(text)) return;
  throw new VarveError("TARGET_INVALID", {
    message: `${text} counts from a database, and none is asked here.`,
    hint: "Count from a revision: head-1, an id, a label.",
    details: { target: text },
  });
}

/** The two sides of `a:b`; an empty one is undefined. Error: TARGET_INVALID. */
export function splitRange(text: string): { lower: string | undefined; upper: string | undefined } {
  const [lower, upper, ...more] = text.split(":");
  if (upper === undefined || more.length > 0) {
    throw new VarveError("TARGET_INVALID", {
      message: `${JSON.stringify(text)} is not a range.`,
      hint: "A range is written a:b; `:b` begins at the base, `a:` ends at the heads.",
      details: { target: text },
    });
  }
  return { lower: lower || undefined, upper: upper || undefined };
}

/**
 * The revisions from `lower` to `upper`, both included, each after all it needs. A relative end counts from the other
 * one, as far as there are revisions. A branch at the lower end (`label@base`) leaves the others out.
 * Errors: RANGE_INVALID, TARGET_INVALID, those of {@link resolvePlace}.
 */
export function resolveRange(graph: Graph, text: string, current: readonly string[]): string[] {
  const { lower = "base", upper = "heads" } = splitRange(text);
  const tops = isMove(upper)
    ? climb(graph, resolvePlace(graph, lower, current), upper)
    : resolvePlace(graph, upper, current);
  const bottoms = isMove(lower) ? descend(graph, tops, lower) : resolvePlace(graph, lower, current);
  const { branch } = parseTarget(lower);
  const branchId = branch === undefined ? undefined : resolveBranch(graph, branch);
  const ends = branchId === undefined ? tops : tops.filter((id) => sharesLineage(graph, id, branchId));
  const below = ancestors(graph, ends, { dependencies: true });
  const stray = bottoms.find((id) => !below.has(id));
  if (stray !== undefined) {
    throw new VarveError("RANGE_INVALID", {
      message: `${stray} is not below ${ends.join(", ") || "base"}, so ${text} is no range.`,
      hint: "Write the older end first, both on one branch.",
      details: { range: text, lower: stray, upper: ends },
    });
  }
  if (bottoms.length === 0) return sortUp(graph, below);
  const above = descendants(graph, bottoms, { dependencies: false });
  return sortUp(graph, new Set([...below].filter((id) => above.has(id))));
}

function isMove(text: string): boolean {
  return /^[+-]\d+$/.test(text);
}

/** Up to `+N` generations above. */
function climb(graph: Graph, starts: readonly string[], move: string): string[] {
  const [from, taken] = starts.length > 0 ? [starts, 0] : [graph.bases, 1];
  return generations(from, Number(move) - taken, (id) => nodeOf(graph, id).children);
}

/** Up to `-N` generations below. */
function descend(graph: Graph, starts: readonly string[], move: string): string[] {
  return generations(starts, -Number(move), (id) => nodeOf(graph, id).parents);
}

/** `count` times from each revision to the next ones; where there is none, it stays. */
function generations(
  starts: readonly string[],
  count: number,
  next: (id: string) => readonly string[],
): string[] {
  let at = [...starts];
  for (let step = 0; step < count; step += 1) {
    if (at.every((id) => next(id).length === 0)) break;
    at = [...new Set(at.flatMap((id) => (next(id).length === 0 ? [id] : next(id))))];
  }
  return at;
}
