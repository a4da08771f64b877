// Ranges of revisions: `a:b`, `:b`, `a:`, with relative ends (`-2:c`, `a:+2`).

import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "./graph.ts";
import { resolveUpgrade } from "./move.ts";
import { parseTarget, resolveBranch } from "./target.ts";
import { ancestors, descendants, sharesLineage, sortUp } from "./walk.ts";

/** True when a text is meant as a range. */
export function isRange(text: string): boolean {
  return text.includes(":");
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
 * Errors: RANGE_INVALID, TARGET_INVALID, those of {@link resolveUpgrade}.
 */
export function resolveRange(graph: Graph, text: string, current: readonly string[]): string[] {
  const { lower = "base", upper = "heads" } = splitRange(text);
  const tops = isMove(upper)
    ? climb(graph, resolveUpgrade(graph, lower, current), upper)
    : resolveUpgrade(graph, upper, current);
  const bottoms = isMove(lower) ? descend(graph, tops, lower) : resolveUpgrade(graph, lower, current);
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
  return generations(
    starts.length > 0 ? starts : graph.bases,
    move,
    (id) => nodeOf(graph, id).children,
    starts.length > 0 ? 0 : 1,
  );
}

/** Up to `-N` generations below; none is the base. */
function descend(graph: Graph, starts: readonly string[], move: string): string[] {
  return generations(starts, move, (id) => nodeOf(graph, id).parents, 0);
}

function generations(
  starts: readonly string[],
  move: string,
  next: (id: string) => readonly string[],
  taken: number,
): string[] {
  let at = [...starts];
  for (let step = taken; step < Math.abs(Number(move)); step += 1) {
    const further = [...new Set(at.flatMap(next))];
    if (further.length === 0) break;
    at = further;
  }
  return at;
}
