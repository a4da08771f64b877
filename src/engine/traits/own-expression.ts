// The default, or the expression, that a table has for a column of its parent instead of the parent's.
import type { Fact, FactBase, StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { plainExpression, traitsOf } from "../facts/complete-fact.ts";
import { childTables, inheritedColumn } from "../facts/inherited-column.ts";
import type { TableName } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import { callsMade } from "./calls-made.ts";
import { isMadeAbove, parentOf, parentsColumn } from "./parents-column.ts";
import type { TraitChange, TraitTopic } from "./trait.ts";
import { wholeOf } from "./trait-rows.ts";

export const ownExpressions: TraitTopic = {
  sources: [
    {
      sql: `SELECT ${wholeOf("a")}, 'default:' || a.attname, coalesce(a.expression, '')
      FROM inherited a WHERE a.expression IS DISTINCT FROM a.parent_expression AND a.attgenerated = '' AND a.attidentity = ''`,
    },
    {
      sql: `SELECT ${wholeOf("a")}, 'default:' || a.attname, a.expression
      FROM att a WHERE a.relkind = 'v' AND a.expression IS NOT NULL`,
    },
    {
      sql: `SELECT ${wholeOf("a")}, 'generated:' || a.attname, a.expression
      FROM inherited a WHERE a.expression IS DISTINCT FROM a.parent_expression AND a.attgenerated <> ''`,
    },
  ],
  traits: {
    default: {
      family: "table",
      ofColumn: (part) => part,
      isLost: (change) => isDefaultSetAbove(change) || callsMade(String(change.before), change),
      clear: clearDefault,
      set: setDefault,
    },
    generated: {
      family: "table",
      ofColumn: (part) => part,
      isLost: isExpressionSetAbove,
      set: setExpression,
    },
  },
};

function isDefaultSetAbove(change: TraitChange): boolean {
  const { part, from, to, isMade } = change;
  const above = parentsColumn(part, change);
  if (above === undefined) return false;
  if (isMade(above.id) || from.get(above.id)?.payload.type !== above.payload.type) return true;
  const value = { ...above.id, kind: "default" } as StableId;
  return isMade(value) || from.get(value)?.payload.expr !== to.get(value)?.payload.expr;
}

function isExpressionSetAbove(change: TraitChange): boolean {
  const above = parentsColumn(change.part, change);
  const before = above && change.from.get(above.id);
  return isMadeAbove(change.part, change) || before?.payload.generatedExpr !== above?.payload.generatedExpr;
}

function setDefault(change: TraitChange): string[] {
  const { fact, part, before, after, to } = change;
  const value = after ?? parentsDefault(part, fact, to) ?? "";
  if (value === "" && before !== undefined && isDefaultInTheWay(change)) return [];
  return [`${columnOf(change)} ${value === "" ? "DROP DEFAULT" : `SET DEFAULT ${value}`}`];
}

function clearDefault(change: TraitChange): string[] {
  return isDefaultInTheWay(change) ? [`${columnOf(change)} DROP DEFAULT`] : [];
}

/** PostgreSQL 17 on. Manual: ALTER TABLE, "SET EXPRESSION". */
function setExpression(change: TraitChange): string[] {
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
  const parent = parentIn(facts, fact);
  if (parent === undefined) return undefined;
  const { schema, name: table } = parent.id as TableName & StableId;
  const own = facts.get({ kind: "default", schema, table, name: column });
  if (own !== undefined) return String(own.payload.expr);
  return traitsOf(parent)[`default:${column}`] ?? parentsDefault(column, parent, facts);
}

function parentsExpression(column: string, fact: Fact, facts: FactBase): string | undefined {
  const parent = parentIn(facts, fact);
  if (parent === undefined) return undefined;
  const { schema, name: table } = parent.id as TableName & StableId;
  const own = facts.get({ kind: "column", schema, table, name: column });
  if (own !== undefined) return plainExpression(own);
  return traitsOf(parent)[`generated:${column}`] ?? parentsExpression(column, parent, facts);
}

function parentIn(facts: FactBase, fact: Fact): Fact | undefined {
  const parent = parentOf(fact);
  return parent && facts.get({ kind: "table", schema: parent.schema, name: parent.name });
}

/** Views have defaults too. */
function columnOf({ fact: { id }, part }: Pick<TraitChange, "fact" | "part">, only = ""): string {
  return `ALTER ${id.kind.toUpperCase()} ${only}${quotedName(id)} ALTER COLUMN ${quoteIdentifier(part)}`;
}
