import type { StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";

/** The places of two actions of which one has to come before the other; nothing is asked where one is not there. */
export type Pair = readonly [earlier: number | undefined, later: number | undefined];

/** What each action creates, or drops, by its own statement, without what comes or goes along; with the action's place. */
export function subjectsOf(
  actions: readonly Action[],
  verb: "create" | "drop",
): { readonly id: StableId; readonly place: number }[] {
  return actions.flatMap((action, place) => {
    const [id] = verb === "create" ? action.produces : action.destroys;
    return action.verb === verb && id !== undefined ? [{ id, place }] : [];
  });
}
