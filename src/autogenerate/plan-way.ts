import { castElements, commonGround, planCopies, withNamesKept } from "../engine/index.ts";
import { withOperators } from "../plan/operators.ts";
import { type Step, shapeSteps } from "../plan/steps.ts";
import type { TransitionOptions } from "../plan/transition.ts";
import type { Side } from "./sides.ts";

/**
 * The steps from one schema to another. Where the engine can't lead directly, both are first brought to a common ground:
 * a partition is detached on both sides, a type that is in the way gets another name. Errors: PLAN_IMPOSSIBLE.
 */
export async function planWay(
  start: Side,
  end: Side,
  options: Pick<TransitionOptions, "leftOut" | "renames" | "serverVersion">,
): Promise<Step[]> {
  const { leave, undo, redo, switches, detached, ...ground } = commonGround(start.facts, end.facts);
  const moved = leave.length > 0 ? await start.after(leave.map(({ sql }) => sql)) : start;
  // Read in the same database, so that OIDs tell what was called what.
  const before = moved !== start && start.operators.length > 0 ? await start.after([]) : start;
  const from = moved.facts;
  const apart = undo.length === 0 ? end.facts : (await end.after(undo)).facts;
  const { make, fill } = planCopies(from, withNamesKept(apart, from, detached), end.facts, ground);
  const planned = [
    // What has to be committed before it can be used stays in front.
    ...make.filter(({ commitAfter }) => commitAfter),
    ...leave,
    ...make.filter(({ commitAfter }) => !commitAfter),
    ...redo,
    ...fill,
    ...switches,
  ];
  const cast = castElements(planned, { from: moved, to: end, copies: ground.copies });
  const actions = withOperators(cast, { before, moved, end });
  return shapeSteps({ actions, from: start.facts, to: end.facts, ...options });
}
