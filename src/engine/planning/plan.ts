// The statements that make one catalog like another, in an order that PostgreSQL accepts. Pure.
import type { FactBase } from "@supabase/pg-delta/core";
import { isVarveError, VarveError } from "../../errors.ts";
import { type Action, toAction } from "../actions/action.ts";
import { forgetSharedChecksGone } from "../facts/inherited-check.ts";
import { hideInheritedOwners } from "../mends/inherited-owner.ts";
import { mendActions, mendFacts } from "../mends/mend.ts";
import { turnTakenUp } from "../traits/taken-up.ts";
import { planStages } from "./stages.ts";

/**
 * Plans `from` → `to`. Renames are not guessed here: whoever wants one applies it to `from` first.
 * Errors: PLAN_IMPOSSIBLE when the engine finds no order.
 */
export function planActions(from: FactBase, to: FactBase): Action[] {
  try {
    const start = forgetSharedChecksGone(turnTakenUp(from), to);
    const [before, after] = [start, to].map((facts) => hideInheritedOwners(facts, start, to)) as [
      FactBase,
      FactBase,
    ];
    const planned = planStages(mendFacts(before, after), after);
    return committedFirst(mendActions(planned, start, to).map((action) => toAction(action)));
  } catch (error) {
    if (isVarveError(error)) throw error;
    throw new VarveError("PLAN_IMPOSSIBLE", {
      message: `No order of statements leads from one schema to the other: ${(error as Error).message}`,
      hint: "Split the change in two: generate one revision for a part of it, then one for the rest; or write the revision by hand (varve revision --empty).",
      cause: error,
    });
  }
}

/** New values of an enum need nothing else of the plan, and what uses them needs them committed. */
function committedFirst(actions: readonly Action[]): Action[] {
  return [
    ...actions.filter((action) => action.commitAfter),
    ...actions.filter((action) => !action.commitAfter),
  ];
}
