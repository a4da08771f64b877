// Which parents a table leaves and joins. PostgreSQL keeps for every column and check whether the table has it of itself, from its
// parents, or both: leaving its last parent makes it the table's own, and nothing but a drop undoes that. Pure.
import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { heritableChecks, inheritedChecks, ownCheck } from "../facts/inherited-check.ts";
import { columnsOf, parentsOf } from "../facts/inherited-column.ts";
import { isPartition, type TableId } from "../facts/partitions.ts";

export interface ParentChange {
  readonly left: readonly TableId[];
  /** In the order in which they are to come behind those that stay. */
  readonly joined: readonly TableId[];
  readonly kept: readonly TableId[];
}

/** Of a table that is there before and after. */
export function parentChange(table: TableId, from: FactBase, to: FactBase): ParentChange {
  const [before, after] = [parentsOf(table, from), parentsOf(table, to)];
  if (isPartition(table, from) || isPartition(table, to)) {
    return isMoved(table, from, to)
      ? { left: before, joined: after, kept: [] }
      : { left: [], joined: [], kept: before };
  }
  const freeing = parentsOfDeclared(table, from, to);
  // A parent that is joined comes behind the others.
  const length = [...after.keys(), after.length].findLast((count) => {
    const first = new Set(after.slice(0, count).map(encodeId));
    const stay = before.filter((parent) => first.has(encodeId(parent)));
    return (
      stay.every((parent, i) => encodeId(parent) === encodeId(after[i] as TableId)) &&
      stay.length === count &&
      !stay.some((parent) => freeing.has(encodeId(parent)))
    );
  });
  const kept = after.slice(0, length);
  const stays = new Set(kept.map(encodeId));
  return {
    left: before.filter((parent) => !stays.has(encodeId(parent))),
    joined: after.slice(length),
    kept,
  };
}

/** The engine drops a table that gets another parent or other bounds, with its rows. Manual: ALTER TABLE, "ATTACH PARTITION". */
function isMoved(table: TableId, from: FactBase, to: FactBase): boolean {
  const [before, after] = [from, to].map((facts) => (facts.get(table) as Fact).payload);
  if (before?.partitionKey !== after?.partitionKey) return false;
  return (["parentTable", "partitionBound"] as const).some(
    (key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]),
  );
}

/** The parents to leave so that a column becomes the table's own; that they have it too is no matter afterwards. */
function parentsOfDeclared(table: TableId, from: FactBase, to: FactBase): Set<string> {
  const { schema, name: own } = table;
  const isDeclared = (name: string) => to.has({ kind: "column", schema, table: own, name });
  const declared = [...columnsOf(table, from)].flatMap(([name, fact]) =>
    !isOwn(fact, table) && isDeclared(name) ? [name] : [],
  );
  const having = parentsOf(table, from).filter((parent) => {
    const columns = columnsOf(parent, from);
    return declared.some((name) => columns.has(name));
  });
  return new Set(having.map(encodeId));
}

function isOwn({ parent }: Fact, table: TableId): boolean {
  return parent !== undefined && encodeId(parent) === encodeId(table);
}

/** Columns that the table is to have from its parents alone, and that would be its own. */
export function columnsOfItsOwn(table: TableId, from: FactBase, to: FactBase): string[] {
  if (isPartition(table, to)) return [];
  const { kept } = parentChange(table, from, to);
  const before = columnsOf(table, from);
  const keptIn = (facts: FactBase) => new Set(kept.flatMap((parent) => [...columnsOf(parent, facts).keys()]));
  const [old, now] = [keptIn(from), keptIn(to)];
  return [...columnsOf(table, to)].flatMap(([name, fact]) => {
    if (isOwn(fact, table)) return [];
    const was = before.get(name);
    if (was === undefined) return now.has(name) ? [] : [name];
    return !isOwn(was, table) && old.has(name) && now.has(name) ? [] : [name];
  });
}

/** Checks of which that is true. */
export function checksOfItsOwn(table: TableId, from: FactBase, to: FactBase): string[] {
  if (isPartition(table, to)) return [];
  const { kept } = parentChange(table, from, to);
  const before = inheritedChecks(table, from);
  const keptIn = (facts: FactBase) => new Set(kept.flatMap((parent) => [...heritableChecks(parent, facts)]));
  const [old, now] = [keptIn(from), keptIn(to)];
  return [...inheritedChecks(table, to)].filter((name) => {
    if (ownCheck(name, table, to) !== undefined) return false;
    if (ownCheck(name, table, from) !== undefined) return true;
    return !now.has(name) || (before.has(name) && !old.has(name));
  });
}
