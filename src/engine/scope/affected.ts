// Of two catalogs that differ in a few places, the part that a change has to do with: only that has to be built and planned for.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { grouped } from "../../by-key.ts";
import { wordsOf } from "../../sql/words.ts";
import { owningColumn } from "../facts/column.ts";
import { editFacts } from "../facts/edit-facts.ts";
import { partitionedParent, partitionIds, type TableId } from "../facts/partitions.ts";
import { wholeOf } from "../facts/whole-of.ts";
import type { Catalog } from "../reading/catalog.ts";
import { compareTraits } from "../traits/compare-traits.ts";

export interface Catalogs {
  readonly from: Catalog;
  readonly to: Catalog;
}

/**
 * Both catalogs with what differs between `seen`, which is what the scope covers of them, all that depends on it, and what these
 * stand on; the rest is the same on both sides and knows nothing of the change. Undefined when it would leave out little, or when
 * what differs acts on objects that do not depend on it. Pure.
 */
export function affectedPart(
  { from, to }: Catalogs,
  seen: { readonly from: FactBase; readonly to: FactBase },
): Catalogs | undefined {
  const sides = [from.facts, to.facts] as const;
  if (sizeOf({ from, to }) < worthLeavingOut) return undefined;
  const changed = changedObjects(seen.from, seen.to);
  if (!isSameOutside(from, to) || !changed.every(({ kind }) => local.has(kind))) return undefined;
  const affected = withDependents(changed, sides);
  const needed = withNeeds(affected, sides);
  const reduce = (catalog: Catalog): Catalog => {
    const remove = catalog.facts.facts().filter(({ id }) => !needed.has(encodeId(id)) && !isEverywhere(id));
    return { ...catalog, facts: editFacts(catalog.facts, { remove }) };
  };
  const part = { from: reduce(from), to: reduce(to) };
  return sizeOf(part) > sizeOf({ from, to }) / 2 ? undefined : part;
}

/** Facts on both sides, of some 50 tables. What is smaller is built quickly. */
const worthLeavingOut = 2_000;

function sizeOf({ from, to }: Catalogs): number {
  return from.facts.facts().length + to.facts.facts().length;
}

/** What has to do with others by dependencies alone. An extension changes all that uses its types, a publication what it names. */
const local = new Set<string>([
  "schema",
  "table",
  "view",
  "materializedView",
  "sequence",
  "type",
  "domain",
  "function",
  "procedure",
  "aggregate",
]);

/** What stands in no schema, and may be needed without a dependency. */
function isEverywhere({ kind }: StableId): boolean {
  return kind === "schema" || kind === "extension" || kind === "role" || kind === "defaultPrivilege";
}

/** Text search and operators are no facts; what uses them does not say so. */
function isSameOutside(from: Catalog, to: Catalog): boolean {
  const text = ({ textSearch, operators }: Catalog) => JSON.stringify([textSearch, operators]);
  return text(from) === text(to);
}

/** Whole objects. */
function changedObjects(from: FactBase, to: FactBase): StableId[] {
  const isSame = (id: StableId) => {
    if (!from.has(id) || !to.has(id)) return false;
    return id.kind === "schema" ? from.hashOf(id) === to.hashOf(id) : from.rollupOf(id) === to.rollupOf(id);
  };
  const others = [from, to].flatMap((facts) =>
    facts.facts().flatMap((fact) => (!isWhole(fact) || isSame(fact.id) ? [] : [fact.id])),
  );
  return [...others, ...compareTraits(from, to).map(({ fact }) => wholeOf(fact.id, to))];
}

function isWhole({ parent }: Fact): boolean {
  return parent === undefined || parent.kind === "schema";
}

type Sides = readonly [FactBase, FactBase];

/** With all that depends on them: whole objects, and foreign keys, which alone leave their table as it is. */
function withDependents(changed: readonly StableId[], sides: Sides): Map<string, StableId> {
  const affected = new Map<string, StableId>();
  const sequences = sides.map((facts) =>
    grouped(
      facts.facts().flatMap((fact) => {
        const owner = owningColumn(fact);
        return owner === undefined ? [] : [[encodeId(owner), fact.id] as const];
      }),
    ),
  );
  const pending = [...changed];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const key = encodeId(id);
    if (affected.has(key)) continue;
    affected.set(key, id);
    for (const [side, facts] of sides.entries()) {
      for (const part of partsOf(id, facts)) {
        const users = facts.incomingEdges(part.id).filter(({ kind }) => kind === "depends");
        pending.push(...users.map(({ from }) => (isForeignKey(from, facts) ? from : wholeOf(from, facts))));
        pending.push(...(sequences[side]?.get(encodeId(part.id)) ?? []));
      }
      // The partitions of a table are one with it: their indexes and triggers are told of the table.
      const parent = partitionedParent(facts.get(id) ?? { id, payload: {} });
      if (parent !== undefined) pending.push(parent);
    }
  }
  return affected;
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

/** All parts of what is affected, and what they stand on. */
function withNeeds(affected: ReadonlyMap<string, StableId>, sides: Sides): Set<string> {
  const named = grouped(sides.flatMap((facts) => facts.facts().flatMap(nameOf)));
  const needed = new Set<string>();
  const pending: StableId[] = [...affected.values()].flatMap((id) => [
    ...sides.flatMap((facts) => partsOf(id, facts).map((part) => part.id)),
    ...derivedFrom(id, named),
  ]);
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
      const body = "args" in id ? wordsOf(JSON.stringify(fact.payload)) : [];
      for (const word of body) pending.push(...(named.get(word) ?? []));
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
