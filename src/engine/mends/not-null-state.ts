import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { traitsOf } from "../facts/complete-fact.ts";
import { readColumnAlter } from "./column-alter.ts";

/**
 * The engine knows every NOT NULL as one that all rows obey, those of the tables below too. One that is NOT VALID or NO INHERIT is
 * added as such, with its other traits. Manual: ALTER TABLE, "ADD table_constraint".
 */
export function leaveNotNullStates(actions: readonly Action[], _from: FactBase, to: FactBase): Action[] {
  return actions.filter((action) => {
    const alter = readColumnAlter(action);
    return alter?.does !== "SET NOT NULL" || traitsOf(to.get(alter.id))["not null"] === undefined;
  });
}
