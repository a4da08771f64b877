// What depends on changed objects, and what those stand on, as far as two catalogs say so: by dependencies, and by names. Pure.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { grouped } from "../../by-key.ts";
import { wordsOf } from "../../sql/words.ts";
import { owningColumn } from "../facts/column.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { objectName } from "../facts/object-name.ts";
import { partitionedParent, partitionIds, type TableId } from "../facts/partitions.ts";
import { wholeOf } from "../facts/whole-of.ts";
import { namesHeld } from "../traits/attached-name.ts";

type Sides = readonly [FactBase, FactBase];

/** With all that depends on them: whole objects, and foreign keys, which alone leave their table as it is. */
export function withDependents(changed: readonly StableId[], sides: Sides): Map<string, StableId> {
  const affected = new Map<string, StableId>();
  const silent = sides.map((facts) => ({ sequences: ownedSequences(facts), namers: namersIn(facts) }));
  const pending = [...changed];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const key = encodeId(id);
    if (affected.has(key)) continue;
    affected.set(key, id);
    for (const [side, facts] of sides.entries()) {
      const { sequences, namers } = silent[side] ?? {};
      for (const part of partsOf(id, facts)) {
        const users = facts.incomingEdges(part.id).filter(({ kind }) => kind === "depends");
        pending.push(...users.map(({ from }) => (isForeignKey(from, facts) ? from : wholeOf(from, facts))));
        pending.push(...(sequences?.get(encodeId(part.id)) ?? []));
      }
      if ("name" in id) pending.push(...(namers?.get(String(id.name)) ?? []));
      // The partitions of a table are one with it: their indexes and triggers are told of the table.
      const parent = partitionedParent(facts.get(id) ?? { id, payload: {} });
      if (parent !== undefined) pending.push(parent);
    }
  }
  return affected;
}

/** By the encoded id of the column that they come and go with; no dependency of the sequence says so. */
function ownedSequences(facts: FactBase): Map<string, StableId[]> {
  return grouped(
    facts.facts().flatMap((fact) => {
      const owner = owningColumn(fact);
      return owner === undefined ? [] : [[encodeId(owner), fact.id] as const];
    }),
  );
}

/** Objects with a trait that names others, by each word in it; no dependency leads there. */
function namersIn(facts: FactBase): Map<string, StableId[]> {
  return grouped(
    facts
      .facts()
      .flatMap((fact) => [...wordsInTraits(fact)].map((word) => [word, wholeOf(fact.id, facts)] as const)),
  );
}

function wordsInTraits(fact: Fact): Set<string> {
  return wordsOf(Object.values(traitsOf(fact)).join("\n"));
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

/** All parts of what is affected, and what these and the objects with such a `name` stand on. */
export function withNeeds(
  affected: ReadonlyMap<string, StableId>,
  { sides, names }: { readonly sides: Sides; readonly names: ReadonlySet<string> },
): Set<string> {
  const holders = grouped(sides.flatMap((facts) => facts.facts().flatMap((fact) => holdersOf(fact, facts))));
  const namedBy = (words: ReadonlySet<string>) => [...words].flatMap((word) => holders.get(word) ?? []);
  const starts = [...new Set([...affected.values()].flatMap(startOfNames))];
  const derived = [...holders].filter(([name]) => starts.some((start) => name.startsWith(start)));
  const needed = new Set<string>();
  const pending: StableId[] = [
    ...[...affected.values()].flatMap((id) => sides.flatMap((facts) => withCompany(id, facts, affected))),
    ...derived.flatMap(([, ids]) => ids),
    ...namedBy(names),
    // They run whatever is done.
    ...sides.flatMap((facts) =>
      facts
        .roots()
        .filter(({ id }) => id.kind === "eventTrigger")
        .map(({ id }) => id),
    ),
  ];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const key = encodeId(id);
    if (needed.has(key)) continue;
    needed.add(key);
    for (const facts of sides) {
      const fact = facts.get(id);
      if (fact === undefined) continue;
      if (fact.parent !== undefined) pending.push(fact.parent);
      pending.push(...facts.outgoingEdges(id).flatMap(({ to, kind }) => (kind === "owner" ? [] : [to])));
      if (id.kind !== "schema")
        pending.push(
          ...facts
            .childrenOf(id)
            .filter(isBody)
            .map((child) => child.id),
        );
      const owner = owningColumn(fact);
      if (owner !== undefined) pending.push(owner);
      if (fact.payload.partitionKey != null) pending.push(...partitionIds(id as TableId, facts));
      pending.push(...namedBy("args" in id ? wordsOf(textOf(fact)) : wordsInTraits(fact)));
    }
  }
  return needed;
}

/** Its parts, and of a table one beside it, so that its schema is not taken for one without tables. */
function withCompany(id: StableId, facts: FactBase, affected: ReadonlyMap<string, StableId>): StableId[] {
  const parts = partsOf(id, facts).map((part) => part.id);
  if (id.kind !== "table") return parts;
  const beside = facts
    .childrenOf({ kind: "schema", name: id.schema })
    .find((other) => other.id.kind === "table" && !affected.has(encodeId(other.id)));
  return beside === undefined ? parts : [...parts, beside.id];
}

/** A needed object does without what looks at others, or only makes reading quick. */
function isBody({ id, payload }: Fact): boolean {
  return !dispensable.has(id.kind) && payload.type !== "f";
}

const dispensable = new Set<string>(["index", "trigger", "rule", "policy", "foreignTable", "userMapping"]);

/** The body of a routine stands in its payload. */
function textOf({ payload }: Fact): string {
  return Object.values(payload).map(String).join("\n");
}

/** The names that it holds, without their schema. */
function holdersOf(fact: Fact, facts: FactBase): (readonly [name: string, holder: StableId])[] {
  return namesHeld(fact, facts).flatMap((held) => {
    const [, name] = /^(?:relation|type|routine) [^.]*\.(.*)$/s.exec(held) ?? [];
    return name === undefined ? [] : [[name, fact.id] as const];
  });
}

/** PostgreSQL and the plan derive new names from that of an object: what has such a name already comes along. */
function startOfNames(id: StableId): string[] {
  if (!("name" in id) || id.kind === "schema") return [];
  const name = String(id.name);
  const cut = objectName(name, "x".repeat(63), "_not_null").replace(/_x+_not_null$/, "");
  return [cut === name ? `${name}_` : cut];
}
