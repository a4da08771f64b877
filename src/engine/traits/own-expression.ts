// The default, or the expression, that a table has for a column of its parent instead of the parent's.
import type { Fact, FactBase, StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { plainExpression, traitsOf } from "../facts/complete-fact.ts";
import { childTables, inheritedColumn } from "../facts/inherited-column.ts";
import type { TableName } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import type { TraitChange } from "./trait-change.ts";

export function setDefault(change: TraitChange): string[] {
  const { fact, part, before, after, to } = change;
  const value = after ?? parentsDefault(part, fact, to) ?? "";
  if (value === "" && before !== undefined && isDefaultInTheWay(change)) return [];
  return [`${columnOf(change)} ${value === "" ? "DROP DEFAULT" : `SET DEFAULT ${value}`}`];
}

export function clearDefault(change: TraitChange): string[] {
  return isDefaultInTheWay(change) ? [`${columnOf(change)} DROP DEFAULT`] : [];
}

/** PostgreSQL 17 on. Manual: ALTER TABLE, "SET EXPRESSION". */
export function setExpression(change: TraitChange): string[] {
  const { fact, part, after, to } = change;
  const value = after ?? parentsExpression(part, fact, to);
  if (value === undefined || columnIn(change, to)?.payload.generatedExpr == null) return [];
  // Those below that have their own are told by themselves, in whatever order.
  return [fact, ...followers(fact, part, to)].map(
    (each) => `${columnOf({ fact: each, part }, "ONLY ")} SET EXPRESSION AS (${value})`,
  );
}

function followers({ id }: Fact, part: string, facts: FactBase): Fact[] {
  return childTables(id as TableName & StableId, facts).flatMap((child) => {
    const { schema, name: table } = child;
    const fact = facts.get(child) as Fact;
    const isOwn = facts.has({ kind: "column", schema, table, name: part });
    if (isOwn || traitsOf(fact)[`generated:${part}`] !== undefined) return [];
    return [fact, ...followers(fact, part, facts)];
  });
}

/**
 * It may not fit the type that the column is about to get from the parent; and where it calls a function, or is of a type of
 * its own, that may be about to go.
 */
function isDefaultInTheWay(change: TraitChange): boolean {
  const [old, now] = [change.from, change.to].map((facts) => columnIn(change, facts));
  const { before } = change;
  return old?.payload.type !== now?.payload.type || (before !== undefined && /[(:]/.test(before));
}

function columnIn({ fact, part }: TraitChange, facts: FactBase): Fact | undefined {
  return inheritedColumn(part, fact.id as TableName & StableId, facts);
}

function parentsDefault(column: string, fact: Fact, facts: FactBase): string | undefined {
  const parent = parentOf(fact, facts);
  if (parent === undefined) return undefined;
  const { schema, name: table } = parent.id as TableName & StableId;
  const own = facts.get({ kind: "default", schema, table, name: column });
  if (own !== undefined) return String(own.payload.expr);
  return traitsOf(parent)[`default:${column}`] ?? parentsDefault(column, parent, facts);
}

function parentsExpression(column: string, fact: Fact, facts: FactBase): string | undefined {
  const parent = parentOf(fact, facts);
  if (parent === undefined) return undefined;
  const { schema, name: table } = parent.id as TableName & StableId;
  const own = facts.get({ kind: "column", schema, table, name: column });
  if (own !== undefined) return plainExpression(own);
  return traitsOf(parent)[`generated:${column}`] ?? parentsExpression(column, parent, facts);
}

function parentOf({ payload }: Fact, facts: FactBase): Fact | undefined {
  const parent = payload.parentTable as TableName | null | undefined;
  return parent == null ? undefined : facts.get({ kind: "table", ...parent });
}

/** Views have defaults too. */
function columnOf({ fact: { id }, part }: Pick<TraitChange, "fact" | "part">, only = ""): string {
  return `ALTER ${id.kind.toUpperCase()} ${only}${quotedName(id)} ALTER COLUMN ${quoteIdentifier(part)}`;
}
