// The order of the engine's actions, kept as it is save where an action would run before what it needs. Pure.
import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { neededBefore } from "./action-graph.ts";

/**
 * The engine orders what it creates and drops by the dependencies of the schemas, but an ALTER only by what its rule names:
 * a new default may run before the type it is of. What an action needs is pulled in front of it; in a circle the engine's order stays.
 */
export function orderActions(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const needed = neededBefore(actions, from, to);
  const ordered: Action[] = [];
  const visited = new Set<number>();
  const visit = (i: number) => {
    if (visited.has(i)) return;
    visited.add(i);
    for (const earlier of [...(needed[i] as Set<number>)].sort((a, b) => a - b)) visit(earlier);
    ordered.push(actions[i] as Action);
  };
  for (const i of actions.keys()) visit(i);
  return ordered;
}
