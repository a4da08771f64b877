// Which dropped object may live on as which created one. Pure.
import { grouped } from "../by-key.ts";
import { allNamesTaken, encodeId, type Fact, type FactBase, isShared, namesTaken } from "../engine/index.ts";
import type { Rename } from "./rename.ts";

/**
 * Pairs that could be a rename and would lose data if they were not treated as one: tables, columns, enums and
 * their values, sequences, schemas. Every plausible pair is listed; choosing is the caller's.
 */
export function renameCandidates(from: FactBase, to: FactBase): Rename[] {
  const pairs = pairsOf(from, to)
    .filter(([old, fact]) => isPlausible(old, fact, from, to))
    .map(([old, fact]) => ({ from: old.id, to: fact.id }));
  return [...pairs, ...valueCandidates(from, to)];
}

/** Every pair that PostgreSQL could rename, whether it looks like one or not: what people may ask for. */
export function possibleRenames(from: FactBase, to: FactBase): Rename[] {
  const pairs = pairsOf(from, to)
    .filter(
      ([old, fact]) => renamable.has(old.id.kind) && (old.id.kind !== "column" || sameParent(old, fact)),
    )
    .map(([old, fact]) => ({ from: old.id, to: fact.id }));
  return [...pairs, ...possibleValues(from, to)];
}

const renamable = new Set<string>([
  "schema",
  "table",
  "column",
  "type",
  "domain",
  "sequence",
  "view",
  "materializedView",
  "index",
  "constraint",
  "policy",
  "trigger",
]);

/** What goes, beside all of its kind that comes; parts of what goes or comes as a whole are not looked at. */
function pairsOf(from: FactBase, to: FactBase): [Fact, Fact][] {
  const gone = from.facts().filter((fact) => !to.has(fact.id) && parentSurvives(fact, to));
  const come = to.facts().filter((fact) => !from.has(fact.id) && parentSurvives(fact, from));
  return gone.flatMap((old) =>
    come.filter(({ id }) => id.kind === old.id.kind).map((fact): [Fact, Fact] => [old, fact]),
  );
}

function parentSurvives(fact: Fact, other: FactBase): boolean {
  return fact.parent === undefined || fact.parent.kind === "schema" || other.has(fact.parent);
}

function isPlausible(old: Fact, candidate: Fact, from: FactBase, to: FactBase): boolean {
  switch (old.id.kind) {
    case "column":
      return sameParent(old, candidate) && old.payload.type === candidate.payload.type;
    case "table":
      return isAlike(columnsOf(from, old), columnsOf(to, candidate));
    case "type":
      return (
        old.payload.variant === "enum" &&
        candidate.payload.variant === "enum" &&
        isAlike(old.payload.values as string[], candidate.payload.values as string[])
      );
    case "sequence":
      return old.payload.ownedBy === null && candidate.payload.ownedBy === null && sameParent(old, candidate);
    case "schema":
      return isAlike(membersOf(from, old), membersOf(to, candidate));
    default:
      return false;
  }
}

function sameParent(a: Fact, b: Fact): boolean {
  return a.parent !== undefined && b.parent !== undefined && encodeId(a.parent) === encodeId(b.parent);
}

/** Half of what either has is in both: a renamed object is seldom changed beyond recognition in one step. */
function isAlike(a: readonly string[], b: readonly string[]): boolean {
  const shared = a.filter((item) => b.includes(item)).length;
  return shared > 0 && shared * 2 >= Math.max(a.length, b.length);
}

function columnsOf(facts: FactBase, table: Fact): string[] {
  return facts
    .childrenOf(table.id)
    .flatMap(({ id, payload }) => (id.kind === "column" ? [`${id.name} ${payload.type}`] : []));
}

function membersOf(facts: FactBase, schema: Fact): string[] {
  return facts
    .childrenOf(schema.id)
    .flatMap(({ id }) => ("name" in id && id.kind !== "index" ? [`${id.kind} ${id.name}`] : []));
}

/** As many labels gone as come, and every other label where it was: each may be the other's new name. */
function valueCandidates(from: FactBase, to: FactBase): Rename[] {
  return renamedValues(from, to, (before, after) => {
    if (before.length !== after.length) return [];
    const moved = before.flatMap((label, i) =>
      label === after[i] ? [] : [{ from: label, to: after[i] as string }],
    );
    const isReplaced = moved.every((label) => !after.includes(label.from) && !before.includes(label.to));
    return isReplaced ? moved : [];
  });
}

/** Any label that goes, beside each that comes. */
function possibleValues(from: FactBase, to: FactBase): Rename[] {
  return renamedValues(from, to, (before, after) => {
    const come = after.filter((label) => !before.includes(label));
    const gone = before.filter((label) => !after.includes(label));
    return gone.flatMap((old) => come.map((label) => ({ from: old, to: label })));
  });
}

function renamedValues(
  from: FactBase,
  to: FactBase,
  pair: (before: readonly string[], after: readonly string[]) => { from: string; to: string }[],
): Rename[] {
  return from.facts().flatMap((fact) => {
    const next = to.get(fact.id);
    if (fact.payload.variant !== "enum" || next?.payload.variant !== "enum") return [];
    const labels = pair(fact.payload.values as string[], next.payload.values as string[]);
    return labels.map((label) => ({ from: fact.id, to: fact.id, label }));
  });
}

/**
 * Renames that nobody has to be asked about, since nothing but the name differs and no data hangs on it: an index
 * or a constraint of the same table with the same definition, a sequence that belongs to the same column. The new
 * name is free; once these are done, that of another may be as well. `isConcerned`: what may get another name.
 */
export function silentRenames(
  from: FactBase,
  to: FactBase,
  isConcerned: (id: Fact["id"]) => boolean = () => true,
): Rename[] {
  const names = allNamesTaken(from);
  const isFree = ({ id }: Fact) => namesTaken(id, to).every((name) => !names.has(name));
  const come = grouped(
    to
      .facts()
      .flatMap((fact) => (!from.has(fact.id) && isFree(fact) ? [[placeOf(fact), fact] as const] : [])),
  );
  const taken = new Set<string>();
  return from.facts().flatMap((old) => {
    if (to.has(old.id) || old.parent === undefined || isRenamedWithParent(old, from)) return [];
    if (!isConcerned(old.id)) return [];
    const there = come.get(placeOf(old)) ?? [];
    const match = there.find((fact) => !taken.has(encodeId(fact.id)) && isSameButForName(old, fact));
    if (match === undefined) return [];
    taken.add(encodeId(match.id));
    return [{ from: old.id, to: match.id }];
  });
}

/** PostgreSQL renames a check with that of the parent, and not without. */
function isRenamedWithParent({ id }: Fact, facts: FactBase): boolean {
  return id.kind === "constraint" && isShared({ ...id, kind: id.kind }, facts);
}

/** Only what is of one kind, and stands in the same, can be one. */
function placeOf({ id, parent }: Fact): string {
  return `${id.kind} ${parent === undefined ? "" : encodeId(parent)}`;
}

function isSameButForName(old: Fact, fact: Fact): boolean {
  switch (old.id.kind) {
    case "constraint":
      return old.parent?.kind === "table" && JSON.stringify(old.payload) === JSON.stringify(fact.payload);
    case "index":
      return (
        definitionAfterName(old) === definitionAfterName(fact) && old.payload.valid === fact.payload.valid
      );
    case "sequence":
      return old.payload.ownedBy !== null && JSON.stringify(old.payload) === JSON.stringify(fact.payload);
    default:
      return false;
  }
}

/** pg_get_indexdef: `CREATE [UNIQUE] INDEX name ON …`; without the name. */
function definitionAfterName({ id, payload }: Fact): string {
  const definition = String(payload.def);
  const { name } = id as { name: string };
  const start = definition.indexOf(" INDEX ") + " INDEX ".length;
  return definition.slice(0, start) + definition.slice(definition.indexOf(" ON ", start + name.length));
}
