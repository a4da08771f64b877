// Weak spots of the engine, each mended in one file under mends/ and named with the fact that makes it wrong.
// test/integration/engine-mends.test.ts fails when a newer engine needs one of them no more.
import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { orderActions } from "../actions/order.ts";
import { makeRoom } from "../traits/attached-room.ts";
import { planTraits } from "../traits/plan-traits.ts";
import { alteredPolicy } from "./alter-policy.ts";
import { mendCasts } from "./cast.ts";
import { changeGrants } from "./changed-grant.ts";
import { readColumnAlter } from "./column-alter.ts";
import { grantColumnsLast } from "./column-grant.ts";
import { declareGenerated } from "./declared-generated.ts";
import { detachBeforeDrop } from "./drop-partition.ts";
import { dropKeysWithTables } from "./drop-table.ts";
import { leanOnEachKey } from "./fitting-keys.ts";
import { dropExpressions, hideDroppedExpressions, renderVirtualColumns } from "./generated.ts";
import { continueSequences, orderIdentity } from "./identity.ts";
import { changeInPlace, hideInPlace, type InPlace } from "./in-place.ts";
import { completeInheritance } from "./inheritance.ts";
import { ownInherited } from "./inherited-owner.ts";
import { retypeWithParents } from "./inherited-type.ts";
import { keepDefaults } from "./kept-default.ts";
import { sayLists } from "./list.ts";
import { retypeUnderNotNulls } from "./not-null-apart.ts";
import { keepNotNullsBelow } from "./not-null-below.ts";
import { nameNotNulls } from "./not-null-name.ts";
import { leaveNotNullStates } from "./not-null-state.ts";
import { keepSequencesLogged } from "./owned-sequence.ts";
import { mendPartitionedIndexes } from "./partitioned-index.ts";
import { createPlainSequences } from "./plain-sequence.ts";
import { markForRebuild } from "./rebuild.ts";
import { sayRepeatedKeys } from "./repeated-key.ts";
import { replacedRoutine } from "./replace-routine.ts";
import { replacedView } from "./replace-view.ts";
import { passSequencesOn } from "./sequence-owner.ts";
import { enterSequenceRange } from "./sequence-range.ts";
import { leaveUnfilled } from "./unfilled.ts";

const inPlace: readonly InPlace[] = [replacedView, replacedRoutine, alteredPolicy];

/** The schema before the change, told so that the engine plans the change as PostgreSQL can make it. */
export function mendFacts(from: FactBase, to: FactBase): FactBase {
  return [leanOnEachKey, hideDroppedExpressions, ...inPlace.map(hideInPlace), markForRebuild].reduce(
    (facts, mend) => mend(facts, to),
    from,
  );
}

/** The engine's actions, made right. */
export function mendActions(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const mends = [
    mendPartitionedIndexes,
    mendCasts,
    keepDefaults,
    declareGenerated,
    renderVirtualColumns,
    completeInheritance,
    sayRepeatedKeys,
    retypeWithParents,
    orderIdentity,
    enterSequenceRange,
    continueSequences,
    ...inPlace.map(changeInPlace),
    changeGrants,
    dropExpressions,
    sayLists,
    nameNotNulls,
    keepNotNullsBelow,
    leaveNotNullStates,
    retypeUnderNotNulls,
    passSequencesOn,
    ownInherited,
    createPlainSequences,
    dropKeysWithTables,
    leaveUnfilled,
  ];
  const mended = mends.reduce<readonly Action[]>((all, mend) => mend(all, from, to), actions);
  const { first, last } = planTraits(mended, from, to);
  // What these add has to stay beside what it is for.
  const ordered = keepSequencesLogged(detachBeforeDrop(orderActions(mended, from, to), from), from, to);
  const { placed, room } = makeRoom(grantColumnsLast(withoutRepeats(ordered, from), to), from, to);
  return [...first, ...placed, ...last.filter(({ sql }) => !room.has(sql))];
}

/** Around a change of type the engine drops a default that is not there, and sets one twice: the last time counts. */
function withoutRepeats(actions: readonly Action[], from: FactBase): Action[] {
  return actions.filter((action, i) => {
    const alter = readColumnAlter(action);
    const isRepeated = (others: readonly Action[]) => others.some(({ sql }) => sql === action.sql);
    if (alter?.does === "DROP DEFAULT")
      return from.has({ ...alter.id, kind: "default" }) && !isRepeated(actions.slice(0, i));
    return !alter?.does.startsWith("SET DEFAULT ") || !isRepeated(actions.slice(i + 1));
  });
}
