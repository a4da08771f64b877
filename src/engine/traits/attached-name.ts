// What the index of a partition is called that belongs to one of the parent. PostgreSQL names it after the partition and the columns,
// with a number where that is taken: which of several gets which goes by their order, so all of these are one name.
import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { partsWith, traitsOf } from "../facts/complete-fact.ts";
import { withSuffix } from "../facts/free-name.ts";
import { namesTaken } from "../facts/names-taken.ts";
import { objectName } from "../facts/object-name.ts";
import { partitionNamed, type TableId, type TableName } from "../facts/partitions.ts";
import type { TraitChange } from "./trait.ts";

/** Its name with the number. */
export function attachedTo(index: Fact | undefined, part: string): string | undefined {
  const traits = traitsOf(index);
  return traits[`attached as:${part}`] ?? traits[`attached:${part}`];
}

/**
 * Its name once the plan has run, unless PostgreSQL has to give it a number.
 *
 * @param isApart whether an index is made on every partition by itself, under a name that is said
 */
export function nameAfter(
  { fact, part, after = "", isMade, from, to }: Omit<TraitChange, "before">,
  isApart: (index: Fact) => boolean,
): string {
  if (!isUsual(fact, part)) return after;
  const old = isMade(fact.id) ? undefined : from.get(fact.id);
  const now = attachedTo(old, part);
  if (old !== undefined && now !== undefined && isUsual(old, part)) return now;
  if (!isApart(fact)) return after;
  const [before, namesakes] = [from, to].map((facts) =>
    facts.facts().filter((other) => traitsOf(other)[`attached:${part}`] === after),
  ) as [Fact[], Fact[]];
  const wanted = attachedTo(fact, part) ?? after;
  const { schema, name: table } = (partitionNamed(part, to) as Fact).id as TableId;
  const isTaken = (name: string, facts: FactBase) => allNamesTaken(facts).has(`relation ${schema}.${name}`);
  if (before.length === 0 && namesakes.every(isApart) && !isTaken(wanted, from)) return wanted;
  // Behind those that PostgreSQL names itself, with other numbers in every database.
  const place = namesakes.length + namesakes.findIndex(({ id }) => encodeId(id) === encodeId(fact.id));
  return freeNames({ name: after, table: { schema, name: table }, count: place }, [from, to]).at(-1) ?? after;
}

/** The first names, with a number where it takes one, that nothing in the schemas has. */
export function freeNames(
  { name, table, count }: { readonly name: string; readonly table: TableName; readonly count: number },
  sides: readonly FactBase[],
): string[] {
  const free: string[] = [];
  for (let n = 0; free.length < count; n++) {
    const numbered = n === 0 ? name : withNumber(name, table.name, n);
    if (!sides.some((facts) => allNamesTaken(facts).has(`relation ${table.schema}.${numbered}`)))
      free.push(numbered);
  }
  return free;
}

/** The number is a part of what is not cut. */
function withNumber(name: string, table: string, number: number): string {
  const [, parts = "", label] = /^(.*)_(.*)$/s.exec(name) ?? [];
  const suffix = `_${label}${number}`;
  let first = table;
  while (first !== "" && !parts.startsWith(`${first}_`)) first = first.slice(0, -1);
  return first === "" ? withSuffix(parts, suffix) : objectName(first, parts.slice(first.length + 1), suffix);
}

export function isUsual(index: Fact, part: string): boolean {
  return traitsOf(index)[`default index:${part}`] === undefined;
}

/** The names that only one object can have at a time, also those of the indexes on partitions that are no facts. */
export function allNamesTaken(facts: FactBase): ReadonlySet<string> {
  const known = namesIn.get(facts);
  if (known !== undefined) return known;
  const names = facts.facts().flatMap((fact) => namesHeld(fact, facts));
  namesIn.set(facts, new Set(names));
  return new Set(names);
}

const namesIn = new WeakMap<FactBase, ReadonlySet<string>>();

/** Those of one object, with those of the indexes on partitions that belong to it. */
export function namesHeld(fact: Fact, facts: FactBase): string[] {
  return [...namesTaken(fact.id, facts), ...attachedNames(fact, facts)];
}

function attachedNames(index: Fact, facts: FactBase): string[] {
  return partsWith("attached", index).flatMap(([part]) => {
    const partition = partitionNamed(part, facts);
    return partition === undefined
      ? []
      : [`relation ${(partition.id as TableId).schema}.${attachedTo(index, part)}`];
  });
}
