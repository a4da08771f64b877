// What depends on what across a partitioned table and its partitions, as far as the engine does not read it. Pure.
import type { DependencyEdge, Fact, FactBase, StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../sql/quote.ts";
import { takenUp } from "./traits/taken-up.ts";

/**
 * An index takes up the constraints that its partitions have when it is made; a partition that is partitioned itself needs the
 * columns of its key, which are those of the tables above it.
 */
export function partitionEdges(facts: FactBase): DependencyEdge[] {
  const taken = takenUp(facts).map(({ index, constraint }) => ({ from: index.id, to: constraint.id }));
  const keys = facts.facts().flatMap((fact) => keyColumns(fact, facts).map((to) => ({ from: fact.id, to })));
  return [...taken, ...keys].map((edge) => ({ ...edge, kind: "depends" }));
}

function keyColumns({ payload }: Fact, facts: FactBase): StableId[] {
  if (payload.partitionBound == null || payload.partitionKey == null) return [];
  const columns: StableId[] = [];
  for (let fact = parentOf(payload, facts); fact !== undefined; fact = parentOf(fact.payload, facts)) {
    const own = facts.childrenOf(fact.id).map(({ id }) => id);
    columns.push(...own.filter((id) => id.kind === "column" && isInKey(id.name, payload.partitionKey)));
  }
  return columns;
}

function parentOf({ parentTable }: Fact["payload"], facts: FactBase): Fact | undefined {
  if (parentTable == null) return undefined;
  return facts.get({ kind: "table", ...(parentTable as { schema: string; name: string }) });
}

export function isInKey(column: string, partitionKey: unknown): boolean {
  const words = String(partitionKey ?? "").match(/"(?:[^"]|"")*"|[^\s(),"]+/g) ?? [];
  return words.some((word) => word === column || word === quoteIdentifier(column));
}
