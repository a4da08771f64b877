import { encodeId, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { parentsOf } from "../facts/inherited-column.ts";

interface Column {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
}

type Pair = readonly [earlier: number, later: number];

/**
 * A column that a table declares beside its parents is dropped once none of them has it, and added before one of them has it.
 * Manual: ALTER TABLE, "DROP COLUMN" and "ADD COLUMN".
 */
export function columnOrder(actions: readonly Action[], from: FactBase, to: FactBase): Pair[] {
  const dropped = columnsOf(actions, ({ verb, destroys: [id] }) => (verb === "drop" ? id : undefined));
  const added = columnsOf(actions, ({ verb, produces: [id] }) => (verb === "create" ? id : undefined));
  return [
    ...belowAndAbove(dropped, from).map(([below, above]) => [above, below] as const),
    ...belowAndAbove(added, to),
  ];
}

type Columns = ReadonlyMap<string, { readonly id: Column; readonly place: number }>;

function columnsOf(actions: readonly Action[], idOf: (action: Action) => StableId | undefined): Columns {
  return new Map(
    [...actions.entries()].flatMap(([place, action]) => {
      const id = idOf(action);
      return id?.kind === "column" ? [[encodeId(id), { id, place }] as const] : [];
    }),
  );
}

function belowAndAbove(columns: Columns, facts: FactBase): Pair[] {
  return [...columns.values()].flatMap(({ id, place }) =>
    columnsAbove(id, facts).flatMap((above): Pair[] => {
      const other = columns.get(encodeId(above));
      return other === undefined ? [] : [[place, other.place]];
    }),
  );
}

function columnsAbove({ schema, table, name }: Column, facts: FactBase): StableId[] {
  return parentsOf({ schema, name: table }, facts).flatMap((parent) => {
    const above = { schema: parent.schema, table: parent.name, name };
    return [{ kind: "column", ...above } as const, ...columnsAbove(above, facts)];
  });
}
