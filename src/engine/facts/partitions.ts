// Which tables are partitions of which. Pure.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { grouped } from "../../by-key.ts";

export interface TableName {
  readonly schema: string;
  readonly name: string;
}

export interface TableId extends TableName {
  readonly kind: "table";
}

/** The table that a table is a partition of. */
export function partitionedParent({ payload }: Fact): TableId | undefined {
  if (payload.partitionBound == null) return undefined;
  return { kind: "table", ...(payload.parentTable as unknown as TableName) };
}

export function isPartition(table: StableId, facts: FactBase): boolean {
  return facts.get(table)?.payload.partitionBound != null;
}

/** The tables that a partition is below, from the nearest on. */
export function partitionedAncestors(partition: Fact, facts: FactBase): TableId[] {
  const parent = partitionedParent(partition);
  const fact = parent && facts.get(parent);
  if (parent === undefined) return [];
  return [parent, ...(fact === undefined ? [] : partitionedAncestors(fact, facts))];
}

/** All partitions below a table, each in front of its own. */
export function partitionsOf(table: StableId, facts: FactBase): Fact[] {
  const children = childrenIn.get(facts) ?? indexChildren(facts);
  return (children.get(encodeId(table)) ?? []).flatMap((fact) => [fact, ...partitionsOf(fact.id, facts)]);
}

export function partitionIds(table: TableId, facts: FactBase): TableId[] {
  return partitionsOf(table, facts).map(({ id }) => id as TableId);
}

const childrenIn = new WeakMap<FactBase, ReadonlyMap<string, readonly Fact[]>>();

function indexChildren(facts: FactBase): ReadonlyMap<string, readonly Fact[]> {
  const children = grouped(
    facts.facts().flatMap((fact) => {
      const parent = fact.id.kind === "table" ? partitionedParent(fact) : undefined;
      return parent === undefined ? [] : [[encodeId(parent), fact] as const];
    }),
  );
  childrenIn.set(facts, children);
  return children;
}

/** The partition that `schema.name` names. */
export function partitionNamed(key: string, facts: FactBase): Fact | undefined {
  // A dot may be a part of either name.
  for (let dot = key.indexOf("."); dot >= 0; dot = key.indexOf(".", dot + 1)) {
    const fact = facts.get({ kind: "table", schema: key.slice(0, dot), name: key.slice(dot + 1) });
    if (fact !== undefined) return fact;
  }
  return undefined;
}
