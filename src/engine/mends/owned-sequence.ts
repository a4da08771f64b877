import type { Fact, FactBase, StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { statement } from "../actions/statement.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { quotedName } from "../names.ts";

interface Column {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

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
      ...kept.map(({ id, payload }) => statement(`${ownership(id)} ${columnName(payload)}`, id)),
    ];
  });
}

function isKept({ id, payload }: Fact, table: StableId, from: FactBase, to: FactBase): boolean {
  const old = id.kind === "sequence" ? from.get(id) : undefined;
  if (old === undefined) return false;
  const [before, after] = [old.payload, payload].map(ownerOf);
  const { schema, name } = table as { schema: string; name: string };
  if (before?.schema !== schema || before.table !== name || before.column !== after?.column) return false;
  if (after.schema !== schema || after.table !== name) return false;
  const isUnlogged = (facts: FactBase) => traitsOf(facts.get(id)).unlogged !== undefined;
  const becomesUnlogged = to.get(table)?.payload.persistence === "u";
  return isUnlogged(from) === isUnlogged(to) && isUnlogged(to) !== becomesUnlogged;
}

function ownerOf({ ownedBy }: Fact["payload"]): Column | undefined {
  return (ownedBy ?? undefined) as Column | undefined;
}

function columnName(payload: Fact["payload"]): string {
  const { schema, table, column } = ownerOf(payload) as Column;
  return `${quoteName(table, schema)}.${quoteIdentifier(column)}`;
}

function ownership(id: StableId): string {
  return `ALTER SEQUENCE ${quotedName(id)} OWNED BY`;
}
