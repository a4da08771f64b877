// The statements that give every object its traits, once the engine's actions have run. Pure.
import { encodeId, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { statement } from "../actions/statement.ts";
import { splitTrait, traitsOf } from "../facts/complete-fact.ts";
import { inheritedColumn } from "../facts/inherited-column.ts";
import { partitionedAncestors, partitionNamed, type TableName } from "../facts/partitions.ts";
import type { Trait, TraitChange } from "./trait.ts";
import { readTrait } from "./traits.ts";

export interface TraitPlan {
  /** To run before everything else. */
  readonly first: readonly Action[];
  /** To run after everything else. */
  readonly last: readonly Action[];
}

export function planTraits(actions: readonly Action[], from: FactBase, to: FactBase): TraitPlan {
  const made = new Set(actions.flatMap(({ produces }) => produces.map(encodeId)));
  const isMade = (id: StableId) => made.has(encodeId(id));
  const first: Action[] = [];
  const last: Readonly<Record<Place, Action[]>> = { gone: [], own: [], onIndex: [], about: [] };
  for (const fact of to.facts()) {
    const after = traitsOf(fact);
    const before = traitsOf(from.get(fact.id));
    for (const name of inOrder(Object.keys({ ...before, ...after }), to)) {
      const known = readTrait(name);
      if (known === undefined) continue;
      const { trait, part } = known;
      const change = { fact, part, before: before[name], after: after[name], isMade, from, to };
      const { clear, set } = statementsFor(trait, change);
      first.push(...clear.map((sql) => statement(sql, fact.id)));
      last[placeOf(trait, change)].push(...set.map((sql) => statement(sql, fact.id)));
    }
  }
  return { first, last: Object.values(last).flat() };
}

function statementsFor(trait: Trait, change: TraitChange): { clear: string[]; set: string[] } {
  const { before, after } = change;
  const isMade = change.isMade(change.fact.id);
  if ((trait.isCreated && isMade) || (after === undefined && isGone(trait, change)))
    return { clear: [], set: [] };
  const present = isMade || trait.isLost?.(change) ? trait.start?.(change) : before;
  if (present === after && before === after) return { clear: [], set: [] };
  return {
    clear: before === undefined || isMade ? [] : (trait.clear?.(change) ?? []),
    set: present === after ? [] : trait.set({ ...change, before: present }),
  };
}

/** What goes takes with it what tables below are to have; and comments and owners are of what other traits make. */
type Place = "gone" | "own" | "onIndex" | "about";

function placeOf({ family, isOnIndex, isPassedDown }: Trait, { after }: TraitChange): Place {
  if (isPassedDown && after === undefined) return "gone";
  if (family === "comment" || family === "owner") return "about";
  return isOnIndex ? "onIndex" : "own";
}

/** By name; the index of a partition comes before those of the partitions below. */
function inOrder(names: readonly string[], facts: FactBase): string[] {
  const depth = (name: string) => {
    const [trait, part] = splitTrait(name);
    const partition = trait === "attached" ? partitionNamed(part, facts) : undefined;
    return partition === undefined ? 0 : partitionedAncestors(partition, facts).length;
  };
  return names.toSorted().sort((one, other) => depth(one) - depth(other));
}

/** With an attribute, or a column that the parent had, goes what the trait is of. */
function isGone(trait: Trait, change: TraitChange): boolean {
  const { fact, part, from, to } = change;
  if (trait.isGone?.(change)) return true;
  if (trait.ofColumn === undefined) return false;
  const column = trait.ofColumn(part);
  const { schema, name } = fact.id as TableName & StableId;
  if (fact.id.kind === "type") return !to.has({ kind: "typeAttribute", schema, type: name, name: column });
  const [before, after] = [from, to].map((facts) => inheritedColumn(column, { schema, name }, facts));
  return before !== undefined && after === undefined;
}
