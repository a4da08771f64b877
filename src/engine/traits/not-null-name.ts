import type { FactBase, StableId } from "@supabase/pg-delta/core";
import { traitsOf } from "../facts/complete-fact.ts";
import { withSuffix } from "../facts/free-name.ts";
import { objectName } from "../facts/object-name.ts";
import { partitionsOf } from "../facts/partitions.ts";

/**
 * The constraint behind a NOT NULL has a name of its own since PostgreSQL 18. Where another constraint of the schema has the one
 * that PostgreSQL would give, it puts a number behind it (ChooseConstraintName in pg_constraint.c): who gets which goes by
 * the order in which they were made, so it is the same name.
 */
export function isSameNotNullName(id: StableId, one: string, other: string): boolean {
  return one === other || (isDefault(id, one) && isDefault(id, other));
}

/**
 * Whether a partition has another name for it, which it kept when it was attached: then PostgreSQL renames neither the one nor the
 * other, and the names are no difference. Manual: ALTER TABLE, "RENAME CONSTRAINT".
 */
export function isNameFixed(id: StableId, facts: FactBase): boolean {
  if (id.kind !== "column") return false;
  const partitions = partitionsOf({ kind: "table", schema: id.schema, name: id.table }, facts);
  return partitions.some((partition) => `attached not null:${id.name}` in traitsOf(partition));
}

function isDefault(id: StableId, name: string): boolean {
  return name === defaultNotNullName(id, /_not_null(\d+)$/.exec(name)?.[1]);
}

/** The column that a trait is of: one that a table has from a parent is a part of the trait's name. */
export function columnWithin(id: StableId, part = ""): StableId {
  if (part === "" || id.kind !== "table") return id;
  return { kind: "column", schema: id.schema, table: id.name, name: part };
}

export function defaultNotNullName(id: StableId, number = ""): string {
  const suffix = `_not_null${number}`;
  if (id.kind === "domain") return withSuffix(id.name, suffix);
  const { table, name } = id as { table: string; name: string };
  return objectName(table, name, suffix);
}
