import { encodeId, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { grouped } from "../../by-key.ts";
import type { ColumnId } from "../facts/column.ts";
import { parentsOf } from "../facts/inherited-column.ts";
import { type Pair, subjectsOf } from "./pairs.ts";

/**
 * A column that a table declares beside its parents is dropped once none of them has it, and added before one of them has it, but
 * after that of the parent has got another type. Manual: ALTER TABLE, "DROP COLUMN" and "ADD COLUMN".
 */
export function columnOrder(actions: readonly Action[], from: FactBase, to: FactBase): Pair[] {
  return [
    ...belowAndAbove(placesOf(actions, "drop"), from).map(([below, above]): Pair => [above, below]),
    ...belowAndAbove(placesOf(actions, "create"), to),
    ...behindAlters(actions, to),
  ];
}

type Places = ReadonlyMap<string, { readonly id: ColumnId; readonly place: number }>;

function placesOf(actions: readonly Action[], verb: "create" | "drop"): Places {
  return new Map(
    subjectsOf(actions, verb).flatMap(({ id, place }) =>
      id.kind === "column" ? [[encodeId(id), { id: id as ColumnId, place }] as const] : [],
    ),
  );
}

function belowAndAbove(columns: Places, facts: FactBase): Pair[] {
  return [...columns.values()].flatMap(({ id, place }) =>
    columnsAbove(id, facts).map((above): Pair => [place, columns.get(encodeId(above))?.place]),
  );
}

/** Also a column that comes with its table. */
function behindAlters(actions: readonly Action[], facts: FactBase): Pair[] {
  const made = grouped(
    [...actions.entries()].flatMap(([place, { produces }]) =>
      produces
        .flatMap((id) => (id.kind === "column" ? columnsAbove(id as ColumnId, facts) : []))
        .map((above) => [encodeId(above), place] as const),
    ),
  );
  return [...actions.entries()].flatMap(
    ([
      place,
      {
        verb,
        consumes: [id],
      },
    ]) =>
      verb === "alter" && id?.kind === "column"
        ? (made.get(encodeId(id)) ?? []).map((later): Pair => [place, later])
        : [],
  );
}

function columnsAbove({ schema, table, name }: ColumnId, facts: FactBase): ColumnId[] {
  return parentsOf({ schema, name: table }, facts).flatMap((parent) => {
    const above: ColumnId = { kind: "column", schema: parent.schema, table: parent.name, name };
    return [above, ...columnsAbove(above, facts)];
  });
}
