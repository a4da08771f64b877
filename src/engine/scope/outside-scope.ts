// What lies outside of a scope and yet has to be there for what is inside.
import { buildFactBase, encodeId } from "@supabase/pg-delta/core";
import { grouped } from "../../by-key.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { wholeOf } from "../facts/whole-of.ts";
import { describeId, kindOf } from "../names.ts";
import type { Catalog, Fact, FactBase, ObjectName, StableId } from "../reading/catalog.ts";
import { families, type ManagedKind, type Scope } from "./managed.ts";
import { isExtensionMember, isInEveryDatabase, isOwnersRight, isWithin } from "./scope.ts";

/** What models may use without declaring it. */
const usedUndeclared = [
  "extension",
  "collation",
  "type",
  "domain",
  "function",
] as const satisfies ManagedKind[];

/** The objects outside the scope that a model can nevertheless refer to, with the schemas they are in. Pure. */
export function usableOutside({ facts }: Catalog, scope: Scope): FactBase {
  const { within, manage } = scope;
  const kindsBut = (managed: ReadonlySet<ManagedKind>) =>
    new Set<string>(
      usedUndeclared.filter((kind) => !managed.has(kind)).flatMap((kind) => [...families[kind]]),
    );
  const [inside, outside] = [kindsBut(manage), kindsBut(new Set())];
  const kept = new Map<string, Fact>();
  const keep = (fact: Fact) => {
    const parent = fact.parent === undefined ? undefined : facts.get(fact.parent);
    if (parent !== undefined) keep(parent);
    kept.set(encodeId(fact.id), fact);
  };
  for (const fact of facts.facts()) {
    const kinds = within === undefined || isWithin(fact.id, within) ? inside : outside;
    const isPart = fact.parent?.kind === "domain" && kinds.has("domain");
    const isEnum = fact.id.kind === "type" && fact.payload.variant === "enum";
    if ((!isPart && !kinds.has(fact.id.kind)) || isEnum || isExtensionMember(facts, fact.id)) continue;
    if (isInEveryDatabase(fact.id)) continue;
    keep(fact);
    // It is no part of its schema, and yet can't be made without.
    const schema = { kind: "schema", name: String(fact.payload.schema) } as const;
    const home = fact.id.kind === "extension" ? facts.get(schema) : undefined;
    if (home !== undefined) keep(home);
  }
  return withEdges(facts, kept);
}

/** The objects outside that those `inside` depend on, with all that they need themselves and the schemas they are in. Pure. */
export function leanedOn({ facts }: Catalog, inside: FactBase): FactBase {
  const kept = new Map<string, Fact>();
  const keep = (id: StableId) => {
    const fact = facts.get(id);
    if (fact === undefined || kept.has(encodeId(id)) || isExtensionMember(facts, id)) return;
    if (fact.parent !== undefined) keep(fact.parent);
    kept.set(encodeId(id), fact);
    keepNeeds(id);
  };
  const keepNeeds = (id: StableId) => {
    for (const { to, kind } of facts.outgoingEdges(id)) if (kind === "depends" && !inside.has(to)) keep(to);
  };
  for (const { id } of inside.facts()) keepNeeds(id);
  return withEdges(facts, kept);
}

/**
 * What those `inside` depend on and the database lacks, named by the outermost. Keys and indexes are passed over: they may
 * well be there under another name. Pure.
 */
export function outOfReach(desired: Catalog, inside: FactBase, actual: Catalog): ObjectName[] {
  const isThere = (id: StableId) => actual.facts.has(id) || inside.has(id);
  const lacking = leanedOn(desired, inside)
    .facts()
    .filter(({ id, parent }) => !isThere(id) && (parent === undefined || isThere(parent)))
    .filter(({ id }) => id.kind !== "constraint" && id.kind !== "index")
    .map((fact) => ({ kind: kindOf(fact), name: describeId(fact.id) }));
  return [...lacking, ...configurationsLacking(desired, inside, actual)];
}

/** No plan makes one; what uses it has its name in an expression. */
function configurationsLacking(desired: Catalog, inside: FactBase, actual: Catalog): ObjectName[] {
  const present = configurationsOf(actual);
  const lacking = configurationsOf(desired).filter((name) => !present.includes(name));
  if (lacking.length === 0) return [];
  const texts = inside
    .facts()
    .flatMap((fact) => [fact.payload, traitsOf(fact)].flatMap(Object.values).map(String));
  return lacking
    .filter((name) => texts.some((text) => text.includes(`${quoteLiteral(name)}::regconfig`)))
    .map((name) => ({ kind: "text search configuration", name: name.replace(/^public\./, "") }));
}

function configurationsOf({ textSearch }: Catalog): string[] {
  return textSearch.flatMap(({ configuration }) => configuration ?? []);
}

/**
 * What a comparison leaves out of an object that it covers, by the object's encoded id: rights, comments, triggers, rules, an owner who is
 * not the role that looks at it. They go with the object where that is made anew. Pure.
 */
export function leftOut({ facts, role }: Catalog, inside: FactBase): ReadonlyMap<string, readonly Fact[]> {
  const parts = facts.facts().flatMap((fact) => {
    if (fact.parent === undefined || inside.has(fact.id) || isByDefault(fact, facts)) return [];
    const whole = wholeOf(fact.parent, facts);
    return whole.kind === "schema" || !inside.has(whole) ? [] : [[encodeId(whole), fact] as const];
  });
  const isCompared = inside.edges.some(({ kind }) => kind === "owner");
  const owners = (isCompared ? [] : facts.edges).flatMap(({ from, to, kind }) => {
    const owner = kind === "owner" && to.kind === "role" && to.name !== role ? facts.get(to) : undefined;
    return owner === undefined || !inside.has(from) ? [] : [[encodeId(from), owner] as const];
  });
  return grouped([...parts, ...owners]);
}

/** A right that comes with the object. Manual: 5.8 Privileges, table 5.2. */
function isByDefault({ id, payload }: Fact, facts: FactBase): boolean {
  if (id.kind !== "acl" || "column" in id) return false;
  const ofPublic = id.grantee === "PUBLIC" ? publicDefault[id.target.kind] : undefined;
  const usual = isOwnersRight(id, facts) ? payload._ownerDefault : ofPublic;
  return String(payload.privileges) === String(usual ?? []);
}

const publicDefault: Readonly<Record<string, readonly string[]>> = {
  function: ["EXECUTE"],
  procedure: ["EXECUTE"],
  aggregate: ["EXECUTE"],
  type: ["USAGE"],
  domain: ["USAGE"],
};

/** With the dependencies among them. */
function withEdges(facts: FactBase, kept: ReadonlyMap<string, Fact>): FactBase {
  const edges = facts.edges.filter(
    ({ from, to, kind }) => kind === "depends" && kept.has(encodeId(from)) && kept.has(encodeId(to)),
  );
  return buildFactBase([...kept.values()], edges);
}
