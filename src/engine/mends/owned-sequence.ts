import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { statement } from "../actions/statement.ts";
import { ownerName, owningColumn } from "../facts/column.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import type { TableName } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";

/**
 * Since PostgreSQL 15 a table that becomes logged or unlogged takes its sequences with it. One that is to stay as it is belongs
 * to no table meanwhile. Manual: ALTER TABLE, "SET LOGGED".
 */
export function keepSequencesLogged(
  actions: readonly Action[],
  from: FactBase,
  to: FactBase,
): readonly Action[] {
  return actions.flatMap((action) => {
    const [table] = action.consumes;
    if (table === undefined || !/ SET (UN)?LOGGED$/.test(action.sql)) return [action];
    const kept = to.facts().filter((fact) => isKept(fact, table, from, to));
    return [
      ...kept.map(({ id }) => statement(`${ownership(id)} NONE`, id)),
      action,
      ...kept.map((fact) => statement(`${ownership(fact.id)} ${ownerName(fact)}`, fact.id)),
    ];
  });
}

function isKept(fact: Fact, table: StableId, from: FactBase, to: FactBase): boolean {
  const { id } = fact;
  const old = from.get(id);
  const [before, after] = [old && owningColumn(old), owningColumn(fact)];
  if (before === undefined || after === undefined || encodeId(before) !== encodeId(after)) return false;
  const { schema, name } = table as TableName & StableId;
  if (after.schema !== schema || after.table !== name) return false;
  const isUnlogged = (facts: FactBase) => traitsOf(facts.get(id)).unlogged !== undefined;
  const becomesUnlogged = to.get(table)?.payload.persistence === "u";
  return isUnlogged(from) === isUnlogged(to) && isUnlogged(to) !== becomesUnlogged;
}

function ownership(id: StableId): string {
  return `ALTER SEQUENCE ${quotedName(id)} OWNED BY`;
}
