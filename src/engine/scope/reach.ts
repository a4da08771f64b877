// What depends on changed objects, and what those stand on, as far as two catalogs say so: by dependencies, and by names. Pure.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { grouped } from "../../by-key.ts";
import { wordsOf } from "../../sql/words.ts";
import { owningColumn } from "../facts/column.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { partitionedParent, partitionIds, type TableId } from "../facts/partitions.ts";
import { wholeOf } from "../facts/whole-of.ts";

export type Sides = readonly [FactBase, FactBase];

/** With all that depends on them: whole objects, and foreign keys, which alone leave their table as it is. */
export function withDependents(changed: readonly StableId[], sides: Sides): Map<string, StableId> {
  const affected = new Map<string, StableId>();
  const silent = sides.map(silentDependents);
  const pending = [...changed];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const key = encodeId(id);
    if (affected.has(key)) continue;
    affected.set(key, id);
    for (const [side, facts] of sides.entries()) {
      for (const part of partsOf(id, facts)) {
        const users = facts.incomingEdges(part.id).filter(({ kind }) => kind === "depends");
        pending.push(...users.map(({ from }) => (isForeignKey(from, facts) ? from : wholeOf(from, facts))));
        pending.push(...(silent[side]?.get(encodeId(part.id)) ?? []));
      }
      if ("name" in id) pending.push(...(silent[side]?.get(String(id.name)) ?? []));
      // The partitions of a table are one with it: their indexes and triggers are told of the table.
      const parent = partitionedParent(facts.get(id) ?? { id, payload: {} });
      if (parent !== undefined) pending.push(parent);
    }
  }
  return affected;
}

/**
 * Objects that no dependency leads to: sequences, by the encoded id of the column that owns them, and those of which a trait names
 * others, by the words in it.
 */
function silentDependents(facts: FactBase): Map<string, StableId[]> {
  return grouped(
    facts.facts().flatMap((fact) => {
      const owner = owningColumn(fact);
      const owned = owner === undefined ? [] : [[encodeId(owner), fact.id] as const];
      const naming = [...wordsInTraits(fact)].map((word) => [word, wholeOf(fact.id, facts)] as const);
      return [...owned, ...naming];
    }),
  );
}

function wordsInTraits(fact: Fact): Set<string> {
  return wordsOf(Object.values(traitsOf(fact)).join(";"));
}

function isForeignKey(id: StableId, facts: FactBase): boolean {
  return id.kind === "constraint" && facts.get(id)?.payload.type === "f";
}

/** The object and all below it, for a schema itself alone. */
function partsOf(id: StableId, facts: FactBase): Fact[] {
  const fact = facts.get(id);
  if (fact === undefined) return [];
  if (id.kind === "schema") return [fact];
  return [fact, ...facts.childrenOf(id).flatMap((child) => partsOf(child.id, facts))];
}

/** All parts of what is affected, and what they stand on; and what stands `besideFacts`. */
export function withNeeds(
  affected: ReadonlyMap<string, StableId>,
  { sides, besideFacts }: { readonly sides: Sides; readonly besideFacts: ReadonlySet<string> },
): Set<string> {
  const named = grouped(sides.flatMap((facts) => facts.facts().flatMap(nameOf)));
  const namedBy = (words: ReadonlySet<string>) => [...words].flatMap((word) => named.get(word) ?? []);
  const needed = new Set<string>();
  const pending: StableId[] = [...affected.values()].flatMap((id) => [
    ...sides.flatMap((facts) => partsOf(id, facts).map((part) => part.id)),
    ...derivedFrom(id, named),
  ]);
  pending.push(...namedBy(besideFacts));
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const key = encodeId(id);
    if (needed.has(key)) continue;
    needed.add(key);
    for (const facts of sides) {
      const fact = facts.get(id);
      if (fact === undefined) continue;
      if (fact.parent !== undefined) pending.push(fact.parent);
      pending.push(...facts.outgoingEdges(id).flatMap(({ to, kind }) => (kind === "owner" ? [] : [to])));
      if (id.kind !== "schema") pending.push(...facts.childrenOf(id).flatMap(bodyPart));
      const owner = owningColumn(fact);
      if (owner !== undefined) pending.push(owner);
      if (fact.payload.partitionKey != null) pending.push(...partitionIds(id as TableId, facts));
      pending.push(...namedBy("args" in id ? wordsOf(JSON.stringify(fact.payload)) : wordsInTraits(fact)));
    }
  }
  return needed;
}

/** Without what others can do without: what looks at further tables, or only makes reading quick. */
function bodyPart({ id, payload }: Fact): StableId[] {
  return besides.has(id.kind) || payload.type === "f" ? [] : [id];
}

const besides = new Set<string>(["index", "trigger", "rule", "policy", "comment", "acl", "securityLabel"]);

/** What stands in a schema, by its name without it. */
function nameOf({ id, parent }: Fact): (readonly [string, StableId])[] {
  return parent?.kind === "schema" && "name" in id ? [[id.name as string, id]] : [];
}

/** PostgreSQL and the plan derive new names from those of the objects: what has such a name already comes along. */
function derivedFrom(id: StableId, named: ReadonlyMap<string, readonly StableId[]>): StableId[] {
  if (!("name" in id)) return [];
  return [...named].flatMap(([name, ids]) => (name.startsWith(`${id.name}_`) ? ids : []));
}
