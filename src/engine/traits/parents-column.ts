// What is done to a column of a parent is done to its children, whatever they had of their own.
import type { Fact } from "@supabase/pg-delta/core";
import { inheritedColumn } from "../facts/inherited-column.ts";
import type { TableName } from "../facts/partitions.ts";
import type { TraitChange, TraitValues } from "./trait.ts";

/** The column above one that a table has from its first parent. */
export function parentsColumn(column: string, { fact, to }: TraitValues): Fact | undefined {
  const parent = parentOf(fact);
  return parent === undefined ? undefined : inheritedColumn(column, parent, to);
}

export function parentOf({ payload }: Fact): TableName | undefined {
  return (payload.parentTable as TableName | null | undefined) ?? undefined;
}

/** Whether a column is made, and so those that tables have from it. */
export function isMadeAbove(column: string, change: TraitChange): boolean {
  const above = parentsColumn(column, change);
  return above !== undefined && change.isMade(above.id);
}
