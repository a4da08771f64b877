import { encodeId, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { uncheckedBelow } from "../facts/inherited-check.ts";

type Pair = readonly [earlier: number, later: number];

/** A table that is created below a check takes it as valid: where it is NOT VALID there too, the check comes after the table. */
export function checkOrder(actions: readonly Action[], to: FactBase): Pair[] {
  const tables = new Map(
    [...actions.entries()].flatMap(
      ([
        place,
        {
          verb,
          produces: [id],
        },
      ]) => (verb === "create" && id?.kind === "table" ? [[encodeId(id), place] as const] : []),
    ),
  );
  if (tables.size === 0) return [];
  return [...actions.entries()].flatMap(
    ([
      later,
      {
        verb,
        produces: [id],
      },
    ]) => {
      const check = verb === "create" && id?.kind === "constraint" ? to.get(id) : undefined;
      if (check === undefined) return [];
      const places = uncheckedBelow(check, to).flatMap((table) => tables.get(encodeId(table)) ?? []);
      return places.map((earlier): Pair => [earlier, later]);
    },
  );
}
