import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { grouped } from "../../by-key.ts";
import { neededBefore } from "../actions/action-graph.ts";

/**
 * The engine drops the foreign keys of a table before the table, each by itself. They go with it, once the tables that refer to
 * others go first; only where tables refer to each other in a circle does one key have to go before.
 */
export function dropKeysWithTables(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const folded = fold(actions, from, () => true);
  if (folded.length === actions.length) return folded;
  const circled = tablesInCircles(folded, from, to);
  return circled.size === 0 ? folded : fold(actions, from, (table) => !circled.has(encodeId(table)));
}

function fold(actions: readonly Action[], from: FactBase, isFree: (table: StableId) => boolean): Action[] {
  const dropped = new Set(
    actions.filter(isDropOfTable).map(({ destroys }) => encodeId(destroys[0] as never)),
  );
  const goesAlong = ({ verb, destroys: [id] }: Action): Fact | undefined => {
    const fact = id === undefined || verb !== "drop" ? undefined : from.get(id);
    if (fact?.id.kind !== "constraint" || fact.payload.type !== "f" || fact.parent === undefined)
      return undefined;
    const isDropped = dropped.has(encodeId(fact.parent)) && isFree(fact.parent);
    return isDropped && !refersToPartitions(fact, from) ? fact : undefined;
  };
  const along = new Map(
    actions.flatMap((action) => {
      const key = goesAlong(action);
      return key === undefined ? [] : [[action, key] as const];
    }),
  );
  const keys = grouped([...along.values()].map(({ id, parent }) => [encodeId(parent as StableId), id]));
  const rest = actions.filter((action) => !along.has(action));
  return rest.map((action) => {
    const own = isDropOfTable(action) ? keys.get(encodeId(action.destroys[0] as never)) : undefined;
    return own === undefined ? action : { ...action, destroys: [...action.destroys, ...own] };
  });
}

/** Each partition that a key refers to needs it gone as well, also where its own table has them. */
function refersToPartitions({ id }: Fact, facts: FactBase): boolean {
  const columns = facts.outgoingEdges(id).flatMap(({ to }) => (to.kind === "column" ? [to] : []));
  return columns.some(
    ({ schema, table: name }) => facts.get({ kind: "table", schema, name })?.payload.partitionKey != null,
  );
}

function isDropOfTable({ verb, destroys }: Action): boolean {
  return verb === "drop" && destroys[0]?.kind === "table";
}

/** Tables whose drop would have to wait for itself, or for such a one. */
function tablesInCircles(actions: readonly Action[], from: FactBase, to: FactBase): Set<string> {
  const waiting = neededBefore(actions, from, to);
  const waiters = actions.map(() => [] as number[]);
  for (const [later, all] of waiting.entries())
    for (const earlier of all) (waiters[earlier] as number[]).push(later);
  const ready = [...waiting.keys()].filter((i) => (waiting[i] as Set<number>).size === 0);
  const done = new Set<number>();
  for (let i = ready.pop(); i !== undefined; i = ready.pop()) {
    done.add(i);
    for (const later of waiters[i] as number[]) {
      const open = waiting[later] as Set<number>;
      open.delete(i);
      if (open.size === 0) ready.push(later);
    }
  }
  const stuck = actions.filter((action, i) => isDropOfTable(action) && !done.has(i));
  return new Set(stuck.map(({ destroys }) => encodeId(destroys[0] as never)));
}
