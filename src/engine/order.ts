// The order of the engine's actions, kept as it is save where an action would run before what it needs. Pure.
import { encodeId, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";

/**
 * The engine orders what it creates and drops by the dependencies of the schemas, but an ALTER only by what its rule names:
 * a new default may run before the type it is of. Where the dependencies form a circle, the engine's order stays.
 */
export function orderActions(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const after = successors(actions, from, to);
  const waitsFor = new Array<number>(actions.length).fill(0);
  for (const next of after) for (const i of next) waitsFor[i] = (waitsFor[i] as number) + 1;
  const ordered: Action[] = [];
  const ready = new Set<number>([...actions.keys()].filter((i) => waitsFor[i] === 0));
  while (ready.size > 0) {
    const i = Math.min(...ready);
    ready.delete(i);
    ordered.push(actions[i] as Action);
    for (const next of after[i] as Set<number>) {
      waitsFor[next] = (waitsFor[next] as number) - 1;
      if (waitsFor[next] === 0) ready.add(next);
    }
  }
  return ordered.length === actions.length ? ordered : [...actions];
}

/** For each action those that have to run later. */
function successors(actions: readonly Action[], from: FactBase, to: FactBase): Set<number>[] {
  const after = actions.map(() => new Set<number>());
  const put = (first: number | undefined, second: number | undefined) => {
    if (first !== undefined && second !== undefined && first !== second)
      (after[first] as Set<number>).add(second);
  };
  const { creatorOf, dropperOf, alterersOf } = index(actions);
  const dependsOn = (facts: FactBase, id: StableId) =>
    facts
      .outgoingEdges(id)
      .filter(({ kind }) => kind === "depends")
      .map((edge) => encodeId(edge.to));

  for (const [i, action] of actions.entries()) {
    const created = new Set(action.produces.map(encodeId));
    const [subject] = action.consumes;
    const isAlter = action.verb === "alter" && subject !== undefined;
    for (const id of isAlter ? [...action.produces, subject] : action.produces) {
      for (const needed of dependsOn(to, id)) {
        if (created.has(needed)) continue;
        put(creatorOf.get(needed), i);
        if (creatorOf.has(needed)) continue;
        for (const alterer of alterersOf.get(needed) ?? []) {
          if (!(actions[alterer] as Action).consumes.some((used) => created.has(encodeId(used))))
            put(alterer, i);
        }
      }
    }
    for (const key of action.consumes.map(encodeId)) {
      put(creatorOf.get(key), i);
      if (!creatorOf.has(key)) put(i, dropperOf.get(key));
    }
    for (const key of action.releases.map(encodeId)) put(i, dropperOf.get(key));
    for (const id of action.destroys) {
      const key = encodeId(id);
      put(i, creatorOf.get(key));
      for (const { from: dependent, kind } of from.incomingEdges(id)) {
        if (kind !== "depends") continue;
        const dependentKey = encodeId(dependent);
        put(dropperOf.get(dependentKey), i);
        if (dropperOf.has(dependentKey) || dependsOn(to, dependent).includes(key)) continue;
        for (const alterer of alterersOf.get(dependentKey) ?? []) put(alterer, i);
      }
      for (const needed of dependsOn(from, id)) {
        if (dropperOf.has(needed)) continue;
        const destroyed = new Set(action.destroys.map(encodeId));
        for (const alterer of alterersOf.get(needed) ?? []) {
          if (!(actions[alterer] as Action).releases.some((left) => destroyed.has(encodeId(left))))
            put(i, alterer);
        }
      }
      const parent = from.get(id)?.parent;
      if (parent !== undefined) put(i, dropperOf.get(encodeId(parent)));
    }
  }
  // What alters one object keeps its order.
  for (const alterers of alterersOf.values())
    for (const [n, alterer] of alterers.entries()) put(alterers[n - 1], alterer);
  return after;
}

function index(actions: readonly Action[]) {
  const creatorOf = new Map<string, number>();
  const dropperOf = new Map<string, number>();
  const alterersOf = new Map<string, number[]>();
  for (const [i, { verb, produces, destroys, consumes }] of actions.entries()) {
    for (const key of produces.map(encodeId)) if (!creatorOf.has(key)) creatorOf.set(key, i);
    for (const key of destroys.map(encodeId)) dropperOf.set(key, i);
    if (verb !== "alter" || consumes[0] === undefined) continue;
    const key = encodeId(consumes[0]);
    alterersOf.set(key, [...(alterersOf.get(key) ?? []), i]);
  }
  return { creatorOf, dropperOf, alterersOf };
}
