// Indexes of partitioned tables that are made again because of what one partition has.
import type { Fact, FactBase, StableId } from "@supabase/pg-delta/core";
import { partsWith, splitTrait } from "../facts/complete-fact.ts";
import { partitionNamed, type TableId } from "../facts/partitions.ts";
import { compareTraits } from "../traits/compare-traits.ts";

/** An index can be attached to that of the parent, but never detached. Manual: ALTER INDEX, "ATTACH PARTITION". */
export function indexesToDetach(from: FactBase, to: FactBase): StableId[] {
  return compareTraits(from, to).flatMap(({ fact, trait, from: before, to: after }) => {
    const [name, part] = splitTrait(trait);
    if (name === "attached definition") return [fact.id];
    if (name !== "attached") return [];
    const { schema } = (partitionNamed(part, to) as Fact).id as TableId;
    const isOwn = (index = "", facts: FactBase) => facts.has({ kind: "index", schema, name: index });
    return after === undefined || isOwn(before, to) || isOwn(after, from) ? [fact.id] : [];
  });
}

/** A partition that is made gets an index like that of the whole: where it is another one, all of them are made one by one. */
export function indexesNotLikeTheWhole(from: FactBase, to: FactBase): StableId[] {
  return to.facts().flatMap((fact) => {
    if (!from.has(fact.id)) return [];
    const partitions = partsWith("attached definition", fact).map(([part]) => partitionNamed(part, to));
    return partitions.some((partition) => partition !== undefined && !from.has(partition.id))
      ? [fact.id]
      : [];
  });
}
