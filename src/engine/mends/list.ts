import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { listsOf } from "../reparse/lists.ts";

/** `status IN ('a', 'b')` on a varchar comes out as it was made, not only as what means the same. */
export function sayLists(actions: readonly Action[], _from: FactBase, to: FactBase): readonly Action[] {
  const lists = new Map(
    to
      .facts()
      .flatMap(listsOf)
      .map(({ told, said }) => [told, said]),
  );
  if (lists.size === 0) return actions;
  return actions.map((action) => {
    if (!action.sql.includes("ARRAY[(")) return action;
    const sql = [...lists].reduce((text, [told, said]) => text.replaceAll(told, () => said), action.sql);
    return { ...action, sql };
  });
}
