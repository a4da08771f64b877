// Of two catalogs that differ in a few places, the part that a change has to do with: only that has to be built and planned for.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { wordsOf } from "../../sql/words.ts";
import { compare } from "../compare.ts";
import { editFacts } from "../facts/edit-facts.ts";
import { withValidIndexes } from "../facts/valid-indexes.ts";
import { wholeOf } from "../facts/whole-of.ts";
import type { Catalog, ObjectName } from "../reading/catalog.ts";
import { compareTraits } from "../traits/compare-traits.ts";
import type { Scope } from "./managed.ts";
import { withDependents, withNeeds } from "./reach.ts";
import { notComparedOf, projectScope } from "./scope.ts";

export interface Catalogs {
  readonly from: Catalog;
  readonly to: Catalog;
}

export interface Affected extends Catalogs {
  /** Of all of `from`. */
  readonly notCompared: readonly ObjectName[];
}

/**
 * Both catalogs with what differs within the scope, all that depends on it, and what these stand on; the rest is the same on both
 * sides and knows nothing of the change. Undefined when it would leave out little, or when what differs acts on objects that do not
 * depend on it. Pure.
 */
export function affectedPart(whole: Catalogs, scope: Scope): Affected | undefined {
  const { from, to } = whole;
  if (sizeOf(whole) < worthLeavingOut || !isSameBesideFacts(whole)) return undefined;
  const names = namesBesideFacts(whole);
  const { seen, notCompared } = seenThrough(whole, scope);
  const changed = changedObjects(seen);
  const isLocal = (id: StableId) => local.has(id.kind) && !("name" in id && names.has(String(id.name)));
  if (!changed.every(isLocal)) return undefined;
  const sides = [from.facts, to.facts] as const;
  const needed = withNeeds(withDependents(changed, sides), { sides, names });
  const isEverywhere = (id: StableId) =>
    id.kind === "schema" ? seen.from.has(id) || seen.to.has(id) : everywhere.has(id.kind);
  const isKept = ({ id }: Fact) =>
    needed.has(encodeId(id)) || isEverywhere(id) || ("target" in id && isEverywhere(id.target));
  const reduce = (catalog: Catalog): Catalog => {
    const remove = catalog.facts.facts().filter((fact) => !isKept(fact));
    return { ...catalog, facts: editFacts(catalog.facts, { remove }) };
  };
  const part = { from: reduce(from), to: reduce(to) };
  if (sizeOf(part) > sizeOf(whole) / 2) return undefined;
  // Some objects count as others do: a schema is hidden while nothing but another tool's table is in it.
  const isSame = changesOf(seenThrough(part, scope).seen) === changesOf(seen);
  return isSame ? { ...part, notCompared } : undefined;
}

/** Facts on both sides, of some 25 tables each. What is smaller is built quickly. */
const worthLeavingOut = 2_000;

interface Seen {
  readonly from: FactBase;
  readonly to: FactBase;
}

function seenThrough(
  { from, to }: Catalogs,
  scope: Scope,
): { seen: Seen; notCompared: readonly ObjectName[] } {
  const [actual, desired] = [projectScope(from, scope), projectScope(to, scope)];
  const seen = { from: actual.facts, to: withValidIndexes(desired.facts) };
  return { seen, notCompared: notComparedOf(actual, desired) };
}

function changesOf({ from, to }: Seen): string {
  return JSON.stringify(compare(from, to));
}

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

/** What may be needed without a dependency that says so. */
const everywhere = new Set<string>(["extension", "role", "defaultPrivilege"]);

/** Text search and operators are no facts; what uses them does not say so. */
function isSameBesideFacts({ from, to }: Catalogs): boolean {
  const [before, after] = [from, to].map((catalog) => JSON.stringify(statementsBesideFacts(catalog)));
  return before === after;
}

function namesBesideFacts({ from, to }: Catalogs): Set<string> {
  return wordsOf([from, to].flatMap(statementsBesideFacts).join(";"));
}

function statementsBesideFacts({ textSearch, operators }: Catalog): string[] {
  return [...textSearch.map(({ sql }) => sql), ...operators.flatMap(({ statements }) => statements)];
}

/** Whole objects. */
function changedObjects({ from, to }: Seen): StableId[] {
  const isSame = (id: StableId) => {
    if (!from.has(id) || !to.has(id)) return false;
    // What is in a schema is told of itself.
    return id.kind === "schema" || from.rollupOf(id) === to.rollupOf(id);
  };
  const others = [from, to].flatMap((facts) =>
    facts.facts().flatMap((fact) => (!isWhole(fact) || isSame(fact.id) ? [] : [fact.id])),
  );
  return [...others, ...compareTraits(from, to).map(({ fact }) => wholeOf(fact.id, to))];
}

function isWhole({ parent }: Fact): boolean {
  return parent === undefined || parent.kind === "schema";
}
