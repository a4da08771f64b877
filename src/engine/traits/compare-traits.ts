// The traits that differ between two catalogs. Pure.
import type { Fact, FactBase } from "@supabase/pg-delta/core";
import { traitsOf } from "../facts/complete-fact.ts";
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
      .filter((difference) => difference.from !== difference.to && isCompared(difference, from, to));
  });
}

function isCompared(
  { fact, trait: name, ...values }: TraitDifference,
  from: FactBase,
  to: FactBase,
): boolean {
  const known = readTrait(name);
  if (known === undefined) return false;
  const { trait, part } = known;
  return trait.isCompared?.({ fact, part, before: values.from, after: values.to, from, to }) ?? true;
}
