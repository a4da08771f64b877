import { isDeepStrictEqual } from "node:util";
import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { statement } from "../actions/statement.ts";
import { ownerName, owningColumn } from "../facts/column.ts";
import { editFacts } from "../facts/edit-facts.ts";
import type { TableId } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";

/**
 * The engine wants the column that owns a sequence to be there, and has no fact of one that a partition or child has from its parent: it
 * is told that such a sequence belongs to nobody, unless it goes, perhaps with its table.
 */
export function hideInheritedOwners(facts: FactBase, from: FactBase, to: FactBase): FactBase {
  const hidden = facts.facts().filter(({ id }) => {
    const sides = [from.get(id), to.get(id)];
    if (id.kind !== "sequence" || sides[1] === undefined) return false;
    const isKept = isDeepStrictEqual(sides[0]?.payload.ownedBy, sides[1].payload.ownedBy);
    return (
      isInherited(facts.get(id), facts) ||
      (isKept && isInherited(sides[0], from)) ||
      (isKept && isInherited(sides[1], to))
    );
  });
  return editFacts(facts, {
    replace: hidden.map((fact) => ({ ...fact, payload: { ...fact.payload, ownedBy: null } })),
  });
}

/** Gives such sequences to their columns, and keeps those that stay from going with the table. */
export function ownInherited(actions: readonly Action[], from: FactBase, to: FactBase): readonly Action[] {
  const [made, dropped] = (["produces", "destroys"] as const).map(
    (key) => new Set(actions.flatMap((action) => action[key].map(encodeId))),
  ) as [Set<string>, Set<string>];
  const left: Action[] = [];
  const joined: Action[] = [];
  for (const after of to.facts()) {
    const before = from.get(after.id);
    const key = encodeId(after.id);
    if (after.id.kind !== "sequence") continue;
    const isMoved = !isDeepStrictEqual(before?.payload.ownedBy, after.payload.ownedBy);
    const [old, now] = [before && tableOf(before), tableOf(after)];
    const isLost = old !== undefined && dropped.has(encodeId(old));
    if (
      old !== undefined &&
      isInherited(before, from) &&
      !dropped.has(key) &&
      (isLost || (isMoved && now === undefined))
    )
      left.push(
        statement(`ALTER SEQUENCE ${quotedName(after.id)} OWNED BY NONE`, after.id, { releases: [old] }),
      );
    if (now === undefined || !isInherited(after, to)) continue;
    if (isMoved || made.has(key) || made.has(encodeId(now)))
      joined.push(
        statement(`ALTER SEQUENCE ${quotedName(after.id)} OWNED BY ${ownerName(after)}`, after.id, {
          consumes: [now],
        }),
      );
  }
  return left.length + joined.length === 0 ? actions : [...left, ...actions, ...joined];
}

function isInherited(sequence: Fact | undefined, facts: FactBase): boolean {
  const owner = sequence && owningColumn(sequence);
  return owner !== undefined && !facts.has(owner);
}

function tableOf(sequence: Fact): TableId | undefined {
  const owner = owningColumn(sequence);
  return owner && { kind: "table", schema: owner.schema, name: owner.table };
}
