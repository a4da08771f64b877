// Of two catalogs that differ in a few places, the part that a change has to do with: only that has to be built and planned for.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { wordsOf } from "../../sql/words.ts";
import { editFacts } from "../facts/edit-facts.ts";
import { wholeOf } from "../facts/whole-of.ts";
import type { Catalog } from "../reading/catalog.ts";
import { compareTraits } from "../traits/compare-traits.ts";
import { withDependents, withNeeds } from "./reach.ts";

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
  const besideFacts = wordsOf(
    [from, to]
      .flatMap(({ textSearch, operators }) => [...textSearch.map(({ sql }) => sql), ...operators])
      .join(";"),
  );
  const isLocal = (id: StableId) => local.has(id.kind) && !("name" in id && besideFacts.has(String(id.name)));
  if (!isSameBesideFacts(from, to) || !changed.every(isLocal)) return undefined;
  const affected = withDependents(changed, sides);
  const needed = withNeeds(affected, { sides, besideFacts });
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
function isSameBesideFacts(from: Catalog, to: Catalog): boolean {
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
