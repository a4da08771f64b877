import { encodeId, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { uncheckedBelow } from "../facts/inherited-check.ts";
import { type Pair, subjectsOf } from "./pairs.ts";

/** A table that is created below a check takes it as valid: where it is NOT VALID there too, the check comes after the table. */
export function checkOrder(actions: readonly Action[], to: FactBase): Pair[] {
  const created = subjectsOf(actions, "create");
  const places = new Map(created.map(({ id, place }) => [encodeId(id), place]));
  return created.flatMap(({ id, place }) => {
    const check = to.get(id);
    const tables = check === undefined ? [] : uncheckedBelow(check, to);
    return tables.map((table): Pair => [places.get(encodeId(table)), place]);
  });
}
