// What depends on what across a partitioned table and its partitions, as far as the engine does not read it. Pure.
import type { DependencyEdge, Fact, FactBase, StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { partitionedAncestors } from "../facts/partitions.ts";
import { takenUp } from "../traits/taken-up.ts";

/**
 * An index takes up the constraints that its partitions have when it is made; a partition that is partitioned itself needs the
 * columns of its key, which are those of the tables above it.
 */
export function partitionEdges(facts: FactBase): DependencyEdge[] {
  const taken = takenUp(facts).map(({ index, constraint }) => ({ from: index.id, to: constraint.id }));
  const keys = facts.facts().flatMap((fact) => keyColumns(fact, facts).map((to) => ({ from: fact.id, to })));
  return [...taken, ...keys].map((edge) => ({ ...edge, kind: "depends" }));
}

function keyColumns(partition: Fact, facts: FactBase): StableId[] {
  const { partitionKey } = partition.payload;
  if (partitionKey == null) return [];
  const above = partitionedAncestors(partition, facts).flatMap((table) => facts.childrenOf(table));
  return above.flatMap(({ id }) => (id.kind === "column" && isInKey(id.name, partitionKey) ? [id] : []));
}

export function isInKey(column: string, partitionKey: unknown): boolean {
  const words = String(partitionKey ?? "").match(/"(?:[^"]|"")*"|[^\s(),"]+/g) ?? [];
  return words.some((word) => word === column || word === quoteIdentifier(column));
}
