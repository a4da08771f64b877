// A partition's own constraint whose index is a part of an index of the parent. Pure.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { partsWith } from "../facts/complete-fact.ts";
import { editFacts } from "../facts/edit-facts.ts";
import { partitionNamed } from "../facts/partitions.ts";
import { ownConstraint } from "./attached-index.ts";

interface TakenUp {
  /** The index of the partitioned table. */
  readonly index: Fact;
  readonly partition: StableId;
  /** The constraint of the partition. */
  readonly constraint: Fact;
}

export function takenUp(facts: FactBase): TakenUp[] {
  return facts.facts().flatMap((index) =>
    partsWith("attached", index).flatMap(([part, name]) => {
      const partition = partitionNamed(part, facts);
      const constraint = partition && ownConstraint(partition, name, facts);
      return constraint === undefined ? [] : [{ index, partition: partition?.id as StableId, constraint }];
    }),
  );
}

/** The schema to be changed: an index that took up a constraint is made after it, and goes after it too, with the parent or alone. */
export function turnTakenUp(facts: FactBase): FactBase {
  const taken = takenUp(facts).map(({ index, constraint }) => ({ from: index.id, to: constraint.id }));
  return editFacts(facts, {
    removeEdges: taken,
    addEdges: taken.map(({ from, to }) => ({ from: to, to: from, kind: "depends" })),
  });
}

/**
 * Partitions, by their encoded ids, that have to be away from the parent while what it took up of them, or takes up in an index that
 * stays, changes: PostgreSQL drops neither of the two alone, and takes up nothing later. Manual: ALTER INDEX, "ATTACH PARTITION".
 */
export function heldPartitions(from: FactBase, to: FactBase): Set<string> {
  const [before, after] = [takenUp(from), takenUp(to)];
  const [old, now] = [before, after].map((all) => new Set(all.map(describe)));
  const isKept = ({ index }: TakenUp) => from.get(index.id)?.payload.def === index.payload.def;
  const held = [
    ...before.filter(
      (each) => !now?.has(describe(each)) && (to.has(each.partition) || to.has(each.index.id)),
    ),
    ...after.filter((each) => !old?.has(describe(each)) && isKept(each)),
  ];
  return new Set(held.map(({ partition }) => encodeId(partition)));
}

function describe({ index, partition, constraint }: TakenUp): string {
  const ids = [index.id, partition, constraint.id].map(encodeId);
  return JSON.stringify([...ids, index.payload.def, constraint.payload.def]);
}
