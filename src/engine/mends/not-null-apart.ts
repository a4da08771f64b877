import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { distinctBy } from "../../by-key.ts";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { statement } from "../actions/statement.ts";
import type { ColumnId } from "../facts/column.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { tablesBelow } from "../facts/inherited-column.ts";
import { defaultNotNullName } from "../traits/not-null-name.ts";
import { alterColumn, isColumn, readColumnAlter } from "./column-alter.ts";

/**
 * PostgreSQL 18 makes every NOT NULL of a column again that gets another type, that of a parent for the tables below as well, which then
 * refuse their own of another name (AdjustNotNullInheritance in pg_constraint.c): the parent lets go of it meanwhile.
 */
export function retypeUnderNotNulls(
  actions: readonly Action[],
  from: FactBase,
  to: FactBase,
): readonly Action[] {
  return actions.flatMap((action) => {
    const alter = action.verb === "alter" ? readColumnAlter(action) : undefined;
    if (!alter?.does.startsWith("TYPE ")) return [action];
    const columns = namedApart(alter.id, from, to);
    const drops = columns.map((id) => statement(`${alterColumn(id)}DROP NOT NULL`, id));
    const sets = columns.toReversed().map((id) => statement(setNotNull(id, nameOf(id, from)), id));
    return [...drops, action, ...sets];
  });
}

/** Without which the parents can't let go of it. */
export function keysOverNotNulls(retyped: readonly Fact[], from: FactBase, to: FactBase): StableId[] {
  return retyped
    .filter(isColumn)
    .flatMap(({ id }) => namedApart(id, from, to).flatMap((column) => primaryKeysOver(column, from)));
}

/** Also those of the tables below that have the column from this one. */
export function primaryKeysOver(column: ColumnId, facts: FactBase): StableId[] {
  const isKey = ({ from }: { from: StableId }) =>
    from.kind === "constraint" && facts.get(from)?.payload.type === "p";
  return facts
    .incomingEdges(column)
    .filter(isKey)
    .map(({ from }) => from);
}

/** The column, and those of its name in the tables below, whether these declare it or not; from the top down. */
export function withColumnsBelow(column: ColumnId, facts: FactBase): ColumnId[] {
  const below = tablesBelow({ schema: column.schema, name: column.table }, facts);
  const columns = below.map(({ schema, name }): ColumnId => ({ ...column, schema, table: name }));
  return distinctBy([column, ...columns], encodeId);
}

/** The column in those of its tables, from the parents down, that call its NOT NULL otherwise than a table below. */
function namedApart(column: ColumnId, from: FactBase, to: FactBase): ColumnId[] {
  return withColumnsBelow(column, from).flatMap((id) => {
    const isKept = to.get(id)?.payload.notNull === true || nameOf(id, to) !== undefined;
    const name = isKept ? nameOf(id, from) : undefined;
    const [, ...below] = withColumnsBelow(id, from).map((each) => nameOf(each, from));
    return name !== undefined && below.some((other) => other !== undefined && other !== name) ? [id] : [];
  });
}

/** Of the NOT NULL that a table declares, also for a column that it has from a parent; undefined before PostgreSQL 18. */
function nameOf(id: ColumnId, facts: FactBase): string | undefined {
  const { schema, table } = id;
  const column = facts.get(id);
  if (column === undefined)
    return traitsOf(facts.get({ kind: "table", schema, name: table }))[`own not null:${id.name}`];
  const traits = traitsOf(column);
  return traits["not null"] === undefined ? traits["not null name"] : undefined;
}

function setNotNull(id: ColumnId, name = ""): string {
  if (name === defaultNotNullName(id)) return `${alterColumn(id)}SET NOT NULL`;
  const table = `ALTER TABLE ${quoteName(id.table, id.schema)}`;
  return `${table} ADD CONSTRAINT ${quoteIdentifier(name)} NOT NULL ${quoteIdentifier(id.name)}`;
}
