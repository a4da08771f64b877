// What is compared and what is left alone. The rest of the engine sees only what passes here.
import { buildFactBase, encodeId } from "@supabase/pg-delta/core";
import { distinctBy } from "../../by-key.ts";
import { namePattern } from "../../sql/name-pattern.ts";
import { owningColumn } from "../facts/column.ts";
import { traitsOf, withTraits } from "../facts/complete-fact.ts";
import { ownerOf } from "../facts/owner.ts";
import { unusualSettings } from "../facts/table-settings.ts";
import { describeId, kindOf } from "../names.ts";
import type { Catalog, Fact, FactBase, ObjectName, StableId } from "../reading/catalog.ts";
import { readTrait } from "../traits/traits.ts";
import { families, type Scope } from "./managed.ts";

/** Kinds that Drizzle's models declare: compared always. */
const declaredByDrizzle = new Set([
  "schema",
  "table",
  "column",
  "default",
  "constraint",
  "index",
  "sequence",
  "view",
  "materializedView",
  "policy",
]);

/** Never part of a database's schema: they belong to the server, or hold secrets. */
const never = new Set([
  "role",
  "membership",
  "subscription",
  "userMapping",
  "securityLabel",
  "extensionIntent",
]);

/** A catalog seen through a scope. */
export interface View {
  readonly facts: FactBase;
  /** Objects that exist and were left out because nothing manages their kind. */
  readonly notCompared: readonly ObjectName[];
}

/** Leaves out what the scope doesn't cover, with everything below it. Pure. */
export function projectScope(catalog: Catalog, scope: Scope): View {
  const kinds = new Set<string>([...scope.manage].flatMap((kind) => [...families[kind]]));
  const covered = ({ id, payload }: Fact) =>
    declaredByDrizzle.has(id.kind) ||
    (kinds.has(id.kind) && (scope.manage.has("owner") || !isOwnersRight(id, catalog.facts))) ||
    (id.kind === "type" && payload.variant === "enum");
  const seen = visibility(scope);
  const visible = (fact: Fact) => seen(fact) && !isJournalOfDrizzle(catalog.facts, fact.id);
  const notCompared: ObjectName[] = [];
  const kept = new Map<string, Fact>();
  // Parents come before their children only if we ask for it: walk down from the roots.
  const walk = (fact: Fact) => {
    if (!visible(fact) || isExtensionMember(catalog.facts, fact.id)) return;
    if (!covered(fact)) {
      if (isWorthReporting(fact)) notCompared.push({ kind: kindOf(fact), name: describeId(fact.id) });
      return;
    }
    kept.set(encodeId(fact.id), withCoveredTraits(fact, scope));
    if (!scope.manage.has("physical"))
      notCompared.push(...unusualSettings(fact).map((kind) => ({ kind, name: describeId(fact.id) })));
    for (const child of catalog.facts.childrenOf(fact.id)) walk(child);
  };
  for (const root of catalog.facts.roots()) walk(root);
  const edges = catalog.facts.edges.filter(
    ({ from, to, kind }) =>
      kept.has(encodeId(from)) &&
      (kept.has(encodeId(to)) || (kind === "owner" && scope.manage.has("owner"))) &&
      (kind !== "owner" || scope.manage.has("owner")),
  );
  const facts = buildFactBase([...kept.values()], edges, "liveDb", new Set(), {
    allowDangling: (edge) => edge.kind === "owner",
  });
  const unmodeled = catalog.unmodeled.filter(
    ({ kind }) => kind !== "statistics object" || !scope.manage.has("physical"),
  );
  return { facts, notCompared: [...notCompared, ...unmodeled] };
}

/** What was left out of either side, each object once. Pure. */
export function notComparedOf(...sides: readonly Pick<View, "notCompared">[]): readonly ObjectName[] {
  const names = sides.flatMap(({ notCompared }) => notCompared);
  return distinctBy(names, (object) => JSON.stringify(object));
}

/** What an owner may do is his by owning, until he gives some of it up. */
export function isOwnersRight(id: StableId, facts: FactBase): boolean {
  return id.kind === "acl" && ownerOf(id.target, facts) === id.grantee;
}

/** What Drizzle can say of how a materialized view is stored, beside its parameters: `.using()` and `.tablespace()`. */
const declaredOfMaterialized = new Set(["access method", "tablespace"]);

function withCoveredTraits(fact: Fact, { manage }: Scope): Fact {
  const covered = withTraits(fact, (name) => {
    const family = readTrait(name)?.trait.family ?? "table";
    const isDeclared = fact.id.kind === "materializedView" && declaredOfMaterialized.has(name);
    return family === "table" || isDeclared || manage.has(family);
  });
  return withIndexParameters(covered);
}

/** Manual: CREATE TABLE, "index_parameters". */
function withIndexParameters(fact: Fact): Fact {
  const parameters = traitsOf(fact)["index parameters"];
  if (parameters === undefined) return fact;
  const [, key, deferrable = ""] = /^(.*?)( DEFERRABLE.*)?$/s.exec(String(fact.payload.def)) ?? [];
  return { ...fact, payload: { ...fact.payload, def: `${key} WITH (${parameters})${deferrable}` } };
}

/** What an extension made comes and goes with it. */
export function isExtensionMember(facts: FactBase, id: StableId): boolean {
  return facts.outgoingEdges(id).some((edge) => edge.kind === "memberOfExtension");
}

export function isInEveryDatabase(id: StableId): boolean {
  return id.kind === "extension" && id.name === "plpgsql";
}

/**
 * Where drizzle-orm records the migrations it has applied, with the schema when nothing else is in it: another tool's
 * bookkeeping, as Varve's own schema is.
 */
function isJournalOfDrizzle(facts: FactBase, id: StableId): boolean {
  if (id.kind === "schema") {
    const inside = id.name === "drizzle" ? facts.childrenOf(id) : [];
    return (
      inside.length > 0 && inside.every((fact) => "target" in fact.id || isJournalOfDrizzle(facts, fact.id))
    );
  }
  return (
    "schema" in id &&
    "name" in id &&
    id.schema === "drizzle" &&
    /^__drizzle_migrations(_id_seq)?$/.test(id.name)
  );
}

/** What every new database has is nobody's omission, nor is what an extension says of itself. */
function isWorthReporting({ id }: Fact): boolean {
  if (never.has(id.kind) || id.kind === "acl" || id.kind === "defaultPrivilege") return false;
  if (isInEveryDatabase(id)) return false;
  if (id.kind !== "comment") return true;
  const { target } = id;
  return target.kind !== "extension" && !(target.kind === "schema" && target.name === "public");
}

function visibility({ stateSchema, include, exclude, within }: Scope): (fact: Fact) => boolean {
  const included = include.map((text) => pattern(text, within));
  const excluded = exclude.map((text) => pattern(text, within));
  return (fact) => {
    const { id } = fact;
    if (within !== undefined && !isWithin(id, within)) return false;
    if (id.kind === "schema")
      return id.name !== stateSchema && !excluded.some((match) => match(`${id.name}.*`));
    // Parts follow their table, satellites their target: only what stands by itself is named by a pattern.
    if (!("schema" in id) || !("name" in id) || "table" in id || id.schema === null) return true;
    // A sequence comes and goes with the column that owns it.
    const owner = owningColumn(fact);
    const names = [`${id.schema}.${id.name}`, ...(owner ? [`${owner.schema}.${owner.table}`] : [])];
    const isAny = (patterns: readonly ((name: string) => boolean)[]) =>
      patterns.some((match) => names.some(match));
    if (isAny(excluded)) return false;
    return included.length === 0 || id.kind === "index" || isAny(included);
  };
}

/** The schema, and what is in it. */
export function isWithin(id: StableId, schema: string): boolean {
  if (id.kind === "schema") return id.name === schema;
  if ("target" in id) return id.target.kind !== "schema" && isWithin(id.target, schema);
  return "schema" in id && id.schema === schema && !ofSchema.has(id.kind);
}

/** About the whole schema. */
const ofSchema = new Set<string>(["defaultPrivilege", "publicationSchema"]);

/** `audit.*`, `public.tmp_*`; without a dot it means `public`, or the schema that alone is looked at. */
function pattern(text: string, home = "public"): (name: string) => boolean {
  return namePattern(text.includes(".") ? text : `${home}.${text}`);
}
