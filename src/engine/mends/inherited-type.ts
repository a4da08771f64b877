import { encodeId, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { grouped } from "../../by-key.ts";
import type { ColumnId } from "../facts/column.ts";
import { inheritedColumn, parentsOf } from "../facts/inherited-column.ts";
import { readColumnAlter } from "./column-alter.ts";

/**
 * The engine gives a column another type in every table that declares it. Where a table has it from a parent too, PostgreSQL takes
 * the change from the parent alone, for all tables below at once (ATPrepAlterColumnType in tablecmds.c). It comes where the
 * last of them had it, and what each of them does under its new type comes behind it.
 */
export function retypeWithParents(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const families = grouped(
    actions.flatMap((action) => {
      const id = retyped(action);
      return id === undefined ? [] : [[encodeId(declaredFirst(id, from, to)), action] as const];
    }),
  );
  return [...families]
    .filter(([, types]) => types.length > 1)
    .reduce((all, [first, types]) => joined(all, first, new Set(types)), [...actions]);
}

function joined(actions: readonly Action[], first: string, types: ReadonlySet<Action>): Action[] {
  const last = actions.findLastIndex((action) => types.has(action));
  const [type, ...below] = [...types].toSorted((a, b) => Number(isOf(first, b)) - Number(isOf(first, a)));
  const seen = new Set<string>();
  const behind: Action[] = [];
  const before = actions.slice(0, last).filter((action) => {
    const column = readColumnAlter(action)?.id;
    if (types.has(action)) {
      seen.add(encodeId(column as ColumnId));
      return false;
    }
    if (column === undefined || !seen.has(encodeId(column))) return true;
    behind.push(action);
    return false;
  });
  const consumes = [type as Action, ...below].flatMap((action) => action.consumes);
  return [...before, { ...(type as Action), consumes }, ...behind, ...actions.slice(last + 1)];
}

function isOf(column: string, type: Action): boolean {
  return encodeId(retyped(type) as ColumnId) === column;
}

function retyped(action: Action): ColumnId | undefined {
  const alter = action.verb === "alter" ? readColumnAlter(action) : undefined;
  return alter?.does.startsWith("TYPE ") ? alter.id : undefined;
}

/** The column of the topmost table that it comes from, before and after. */
function declaredFirst(column: ColumnId, from: FactBase, to: FactBase): ColumnId {
  const after = new Set(declaredAbove(column, to).map(encodeId));
  const above = declaredAbove(column, from).find((id) => after.has(encodeId(id)));
  return above === undefined ? column : declaredFirst(above, from, to);
}

function declaredAbove({ schema, table, name }: ColumnId, facts: FactBase): ColumnId[] {
  const parents = parentsOf({ schema, name: table }, facts);
  return parents.flatMap((parent) => (inheritedColumn(name, parent, facts)?.id as ColumnId) ?? []);
}
