// Weak spots of the engine, each mended in one file under mends/ and named with the fact that makes it wrong.
// test/integration/engine-mends.test.ts fails when a newer engine needs one of them no more.
import type { Action } from "@supabase/pg-delta/plan";
import type { FactBase } from "./catalog.ts";
import { mendCasts } from "./mends/cast.ts";
import { dropExpressions, hideDroppedExpressions, renderVirtualColumns } from "./mends/generated.ts";
import { continueSequences, orderIdentity } from "./mends/identity.ts";
import { completeInheritance } from "./mends/inheritance.ts";
import { mendPartitionedIndexes } from "./mends/partitioned-index.ts";
import { markForRebuild } from "./mends/rebuild.ts";
import { hideReplacedViews, replaceViews } from "./mends/replace-view.ts";
import { enterSequenceRange } from "./mends/sequence-range.ts";
import { orderActions } from "./order.ts";
import { planTraits } from "./traits/plan-traits.ts";

/** The schema before the change, told so that the engine plans the change as PostgreSQL can make it. */
export function mendFacts(from: FactBase, to: FactBase): FactBase {
  return [hideDroppedExpressions, hideReplacedViews, markForRebuild].reduce(
    (facts, mend) => mend(facts, to),
    from,
  );
}

/** The engine's actions, made right. */
export function mendActions(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const mends = [
    mendPartitionedIndexes,
    mendCasts,
    renderVirtualColumns,
    completeInheritance,
    orderIdentity,
    enterSequenceRange,
    continueSequences,
    replaceViews,
    dropExpressions,
  ];
  const mended = mends.reduce((all, mend) => mend(all, from, to), actions);
  const { first, last } = planTraits(mended, from, to);
  return [...first, ...withoutRepeats(orderActions(mended, from, to)), ...last];
}

/** A default that changes along with the type of its column is set twice by the engine: the last time counts. */
function withoutRepeats(actions: readonly Action[]): Action[] {
  return actions.filter(
    ({ sql }, i) =>
      !sql.includes(" SET DEFAULT ") || !actions.slice(i + 1).some((later) => later.sql === sql),
  );
}
