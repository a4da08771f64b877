// The traits that differ between two catalogs. Pure.
import type { Fact, FactBase } from "@supabase/pg-delta/core";
import { splitTrait, traitsOf } from "../facts/complete-fact.ts";
import { partitionNamed } from "../facts/partitions.ts";
import { clonedTrigger } from "./cloned-trigger.ts";
import { columnWithin, isNameFixed, isSameNotNullName } from "./not-null-name.ts";
import { readTrait } from "./traits.ts";

export interface TraitDifference {
  readonly fact: Fact;
  readonly trait: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Of objects that are in both. */
export function compareTraits(from: FactBase, to: FactBase): TraitDifference[] {
  return to.facts().flatMap((fact) => {
    const old = from.get(fact.id);
    if (old === undefined) return [];
    const [before, after] = [traitsOf(old), traitsOf(fact)];
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .sort()
      .map((trait) => ({ fact, trait, from: before[trait], to: after[trait] }))
      .filter(({ trait, from, to }) => from !== to && readTrait(trait) !== undefined)
      .filter(
        (difference) =>
          !isUnknown(difference, [from, to]) &&
          !isBeyondBoth(difference, from, to) &&
          !isWithTrigger(difference, from, to),
      );
  });
}

/** A column that is not NOT NULL on one side is compared as such. */
function isUnknown({ fact, trait, from, to }: TraitDifference, sides: readonly FactBase[]): boolean {
  const [name, part] = splitTrait(trait);
  if (name !== "not null name") return false;
  const id = columnWithin(fact.id, part);
  if (from === undefined || to === undefined || isSameNotNullName(id, from, to)) return true;
  return sides.some((facts) => isNameFixed(id, facts));
}

/** The indexes of a partition that comes or goes come and go with it. */
function isBeyondBoth({ trait }: TraitDifference, from: FactBase, to: FactBase): boolean {
  const [name, partition] = splitTrait(trait);
  if (name !== "attached" && name !== "attached definition") return false;
  return [from, to].some((facts) => partitionNamed(partition, facts) === undefined);
}

/** A trigger that comes or goes comes and goes with its clones. */
function isWithTrigger({ fact, trait }: TraitDifference, from: FactBase, to: FactBase): boolean {
  const [kind, name] = splitTrait(trait);
  if (kind !== "cloned trigger") return false;
  return [from, to].some((facts) => clonedTrigger(name, facts.get(fact.id) ?? fact, facts) === undefined);
}
