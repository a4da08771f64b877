// What depends on what across a partitioned table and its partitions, as far as the engine does not read it. Pure.
import type { DependencyEdge, FactBase } from "@supabase/pg-delta/core";
import { takenUp } from "./traits/taken-up.ts";

/** An index takes up the constraints that its partitions have when it is made. */
export function partitionEdges(facts: FactBase): DependencyEdge[] {
  return takenUp(facts).map(({ index, constraint }) => ({
    from: index.id,
    to: constraint.id,
    kind: "depends",
  }));
}
