import { encodeId, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { statement } from "../actions/statement.ts";
import { owningColumn } from "../facts/column.ts";
import { namesTaken } from "../facts/names-taken.ts";
import { quotedName } from "../names.ts";

/**
 * A sequence goes over from a table that is dropped to one that is made. Where the new one takes a name of the old one, neither
 * can be first: in between the sequence belongs to nobody. Manual: ALTER SEQUENCE, "OWNED BY".
 */
export function passSequencesOn(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  return actions.flatMap((action) => {
    const [id] = action.consumes;
    const [before, after] = [from, to].map((facts) => ownerIn(facts, id));
    if (id === undefined || before === undefined || after === undefined) return [action];
    if (!action.releases.some((left) => encodeId(left) === encodeId(before))) return [action];
    const freed = namesOf(actions, before, "destroys", from);
    if (!namesOf(actions, after, "produces", to).some((name) => freed.includes(name))) return [action];
    const release = statement(`ALTER SEQUENCE ${quotedName(id)} OWNED BY NONE`, id, {
      releases: [before],
    });
    return [release, { ...action, releases: [] }];
  });
}

function ownerIn(facts: FactBase, id: StableId | undefined) {
  const fact = id === undefined ? undefined : facts.get(id);
  return fact === undefined ? undefined : owningColumn(fact);
}

/** The names that are freed, or taken, together with the column. */
function namesOf(
  actions: readonly Action[],
  column: StableId,
  key: "destroys" | "produces",
  facts: FactBase,
): string[] {
  const action = actions.find((each) => each[key].some((id) => encodeId(id) === encodeId(column)));
  return action?.[key].flatMap((id) => namesTaken(id, facts)) ?? [];
}
