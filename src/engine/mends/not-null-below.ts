import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { statement } from "../actions/statement.ts";
import type { ColumnId } from "../facts/column.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { childTables, parentsOf } from "../facts/inherited-column.ts";
import type { TableName } from "../facts/partitions.ts";
import { alterColumn, readColumnAlter } from "./column-alter.ts";

/**
 * A column that loses NOT NULL takes it from the tables below, which the engine sees keep it, or lose it, by themselves where they
 * declare the column: PostgreSQL 18 lets go of theirs only behind that of the parent, and what stays is set again. Manual: ALTER
 * TABLE, "Notes".
 */
export function keepNotNullsBelow(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const dropped = (action: Action) => {
    const alter = readColumnAlter(action);
    return alter?.does === "DROP NOT NULL" ? alter.id : undefined;
  };
  const drops = actions.filter((action) => {
    const id = dropped(action);
    return id !== undefined && (depth(id, from) > 0 || childTables(tableOf(id), from).length > 0);
  });
  const downwards = drops.toSorted(
    (a, b) => depth(dropped(a) as ColumnId, from) - depth(dropped(b) as ColumnId, from),
  );
  const inOrder = actions.map((action) => (drops.includes(action) ? (downwards.shift() as Action) : action));
  const completed = inOrder.flatMap((action) => {
    const id = dropped(action);
    const kept = id === undefined ? [] : keepers(id, from, to);
    return [action, ...kept.map((each) => statement(`${alterColumn(each)}SET NOT NULL`, each))];
  });
  return completed.filter(
    ({ sql }, i) =>
      !sql.endsWith("SET NOT NULL") || !completed.slice(i + 1).some((later) => later.sql === sql),
  );
}

function tableOf({ schema, table: name }: ColumnId): TableName {
  return { schema, name };
}

function depth(column: ColumnId, facts: FactBase): number {
  const above = parentsOf(tableOf(column), facts).map(
    ({ schema, name }) => depth({ ...column, schema, table: name }, facts) + 1,
  );
  return Math.max(0, ...above);
}

/** The nearest below that stay NOT NULL: what is set there goes on down. */
function keepers(column: ColumnId, from: FactBase, to: FactBase): ColumnId[] {
  return childTables(tableOf(column), from).flatMap((child) => {
    const id = { ...column, schema: child.schema, table: child.name };
    const after = to.get(id);
    const isKept = from.get(id)?.payload.notNull === true && after?.payload.notNull === true;
    if (!isKept) return keepers(id, from, to);
    return traitsOf(after)["not null"] === undefined ? [id] : [];
  });
}
