// Which actions have to run before which, by the dependencies of both schemas. Pure.
import { encodeId, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { grouped } from "../../by-key.ts";
import { namesTaken } from "../facts/names-taken.ts";
import { checkOrder } from "./check-order.ts";
import { columnOrder } from "./column-order.ts";
import { keyOrder } from "./key-order.ts";
import { ownerOrder } from "./owner-order.ts";
import { traitOrder } from "./trait-order.ts";

interface Index {
  readonly creatorOf: ReadonlyMap<string, number>;
  readonly dropperOf: ReadonlyMap<string, number>;
  readonly alterersOf: ReadonlyMap<string, readonly number[]>;
  /** By the composite types that they give an attribute, or take one from. */
  readonly shapersOf: ReadonlyMap<string, readonly number[]>;
  /** By the names that they free. */
  readonly freersOf: ReadonlyMap<string, readonly number[]>;
}

/** For each action those that have to run earlier. */
export function neededBefore(actions: readonly Action[], from: FactBase, to: FactBase): Set<number>[] {
  const needed = actions.map(() => new Set<number>());
  const index = indexActions(actions, from);
  const put = (earlier: number | undefined, later: number | undefined) => {
    if (earlier !== undefined && later !== undefined && earlier !== later)
      (needed[later] as Set<number>).add(earlier);
  };
  for (const [i, action] of actions.entries()) {
    for (const earlier of neededToMake(action, actions, index, to)) put(earlier, i);
    for (const key of action.consumes.map(encodeId)) {
      put(index.creatorOf.get(key), i);
      if (!index.creatorOf.has(key)) put(i, index.dropperOf.get(key));
    }
    for (const key of action.releases.map(encodeId)) put(i, index.dropperOf.get(key));
    for (const id of action.destroys) {
      for (const earlier of neededToDrop(id, index, from, to)) put(earlier, i);
      for (const later of heldUpBy(id, action, actions, index, from)) put(i, later);
    }
    for (const name of action.produces.flatMap((id) => namesTaken(id, to)))
      for (const freer of index.freersOf.get(name) ?? []) put(freer, i);
  }
  for (const [earlier, later] of [
    ...ownerOrder(actions, from, to),
    ...columnOrder(actions, from, to),
    ...traitOrder(actions, from),
    ...checkOrder(actions, to),
    ...keyOrder(actions, from),
  ])
    put(earlier, later);
  // What else alters one object keeps its order.
  for (const alterers of index.alterersOf.values())
    for (const [n, alterer] of alterers.entries()) {
      const before = alterers[n - 1];
      if (before !== undefined && !needed[before]?.has(alterer)) put(before, alterer);
    }
  return needed;
}

/** What is created or altered first, since the action uses it as it is to be. */
function neededToMake(action: Action, actions: readonly Action[], index: Index, to: FactBase): number[] {
  const made = new Set(action.produces.map(encodeId));
  const [subject] = action.consumes;
  const ids =
    action.verb === "alter" && subject !== undefined ? [...action.produces, subject] : action.produces;
  const keys = ids.flatMap((id) => dependencies(to, id)).filter((key) => !made.has(key));
  return keys.flatMap((key) => {
    const creator = index.creatorOf.get(key);
    if (creator !== undefined) return [creator];
    // What alters it by what is made comes after that. `ROW(…)::type` is written for the attributes of the moment.
    const shapers = ids.some(isExpression) ? (index.shapersOf.get(key) ?? []) : [];
    const alterers = [...(index.alterersOf.get(key) ?? []), ...shapers];
    return alterers.filter((n) => !(actions[n] as Action).consumes.some((used) => made.has(encodeId(used))));
  });
}

/** What is dropped, or altered so that it needs it no more, before `id` is dropped. */
function neededToDrop(id: StableId, index: Index, from: FactBase, to: FactBase): number[] {
  const dropped = encodeId(id);
  return from.incomingEdges(id).flatMap((edge) => {
    if (edge.kind !== "depends") return [];
    const key = encodeId(edge.from);
    const dropper = index.dropperOf.get(key);
    if (dropper !== undefined) return [dropper];
    return dependencies(to, edge.from).includes(dropped) ? [] : (index.alterersOf.get(key) ?? []);
  });
}

/** What waits until `id` is dropped: its parent's drop, and what alters that which it needs. */
function heldUpBy(
  id: StableId,
  action: Action,
  actions: readonly Action[],
  index: Index,
  from: FactBase,
): number[] {
  const destroyed = new Set(action.destroys.map(encodeId));
  const alterers = dependencies(from, id)
    .filter((key) => !index.dropperOf.has(key))
    .flatMap((key) => index.alterersOf.get(key) ?? [])
    .filter((n) => !(actions[n] as Action).releases.some((left) => destroyed.has(encodeId(left))));
  const parent = from.get(id)?.parent;
  const parentDropper = parent === undefined ? undefined : index.dropperOf.get(encodeId(parent));
  return parentDropper === undefined ? alterers : [...alterers, parentDropper];
}

function dependencies(facts: FactBase, id: StableId): string[] {
  return facts.outgoingEdges(id).flatMap((edge) => (edge.kind === "depends" ? [encodeId(edge.to)] : []));
}

/**
 * What it is said of comes first; a column's type is that of the columns below it too. What is in a schema depends on its name, not
 * on whose it is.
 */
function altered([subject, ...others]: readonly StableId[]): string[] {
  if (subject === undefined || subject.kind === "schema") return [];
  const below = subject.kind === "column" ? others.filter(({ kind }) => kind === "column") : [];
  return [subject, ...below].map(encodeId);
}

function isExpression({ kind }: StableId): boolean {
  return !["type", "typeAttribute", "domain", "table", "column"].includes(kind);
}

/** By an attribute alone. */
function typeAltered([id]: readonly StableId[]): StableId[] {
  return id?.kind === "typeAttribute" ? [{ kind: "type", schema: id.schema, name: id.type }] : [];
}

function indexActions(actions: readonly Action[], from: FactBase): Index {
  const creatorOf = new Map<string, number>();
  const dropperOf = new Map<string, number>();
  for (const [i, { produces, destroys }] of actions.entries()) {
    for (const key of produces.map(encodeId)) if (!creatorOf.has(key)) creatorOf.set(key, i);
    for (const key of destroys.map(encodeId)) dropperOf.set(key, i);
  }
  const places = (keysOf: (action: Action) => readonly string[]) =>
    grouped([...actions.entries()].flatMap(([i, action]) => keysOf(action).map((key) => [key, i] as const)));
  return {
    creatorOf,
    dropperOf,
    alterersOf: places(({ verb, consumes }) => (verb === "alter" ? altered(consumes) : [])),
    shapersOf: places(({ produces, destroys }) => typeAltered([...produces, ...destroys]).map(encodeId)),
    freersOf: places(({ destroys }) => destroys.flatMap((id) => namesTaken(id, from))),
  };
}
