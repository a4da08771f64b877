// The statements that give every object its traits, once the engine's actions have run. Pure.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { bareName } from "../../sql/quote.ts";
import { statement } from "../actions/statement.ts";
import { splitTrait, traitsOf } from "../facts/complete-fact.ts";
import { checksAbove } from "../facts/inherited-check.ts";
import { columnsOf, inheritedColumn } from "../facts/inherited-column.ts";
import { isNotNullIn } from "../facts/inherited-not-null.ts";
import { partitionedAncestors, partitionNamed, type TableName } from "../facts/partitions.ts";
import { clonedTrigger } from "./cloned-trigger.ts";
import { columnOfRight } from "./column-rights.ts";
import { type KnownTrait, readTrait } from "./traits.ts";

export interface TraitPlan {
  /** To run before everything else. */
  readonly first: readonly Action[];
  /** To run after everything else. */
  readonly last: readonly Action[];
}

export function planTraits(actions: readonly Action[], from: FactBase, to: FactBase): TraitPlan {
  const change: Change = {
    from,
    to,
    made: new Set(actions.flatMap(({ produces }) => produces.map(encodeId))),
  };
  const plan = { first: [] as Action[], last: [] as Action[] };
  const onIndexes: Action[] = [];
  // Of what the other traits make.
  const about: Action[] = [];
  // What goes takes with it what tables below are to have.
  const gone: Action[] = [];
  for (const fact of to.facts()) {
    const after = traitsOf(fact);
    const before = traitsOf(from.get(fact.id));
    for (const name of inOrder(Object.keys({ ...before, ...after }), to)) {
      const known = readTrait(name);
      if (known === undefined || (known.trait.isCreated && isMade(fact.id, change))) continue;
      if (after[name] === undefined && isGone(name, known, fact, change)) continue;
      const present = isLost(name, known.part, fact, change) ? undefined : before[name];
      const wanted = after[name];
      if (present === wanted && before[name] === wanted) continue;
      const { trait, part } = known;
      const values = { fact, part, after: wanted, isMade: isMade(fact.id, change), from, to };
      const isThere = before[name] !== undefined && !isMade(fact.id, change);
      const cleared = isThere ? (trait.clear?.({ ...values, before: before[name] }) ?? []) : [];
      plan.first.push(...cleared.map((sql) => statement(sql, fact.id)));
      if (present === wanted) continue;
      const isPassedDown = trait.isPassedDown && wanted === undefined;
      const last = isPassedDown ? gone : isAbout(trait) ? about : trait.isOnIndex ? onIndexes : plan.last;
      last.push(...trait.set({ ...values, before: present }).map((sql) => statement(sql, fact.id)));
    }
  }
  return { first: plan.first, last: [...gone, ...plan.last, ...onIndexes, ...about] };
}

/** By name; the index of a partition comes before those of the partitions below. */
function inOrder(names: readonly string[], facts: FactBase): string[] {
  const depth = (name: string) => {
    const [trait, part] = splitTrait(name);
    const partition = trait === "attached" ? partitionNamed(part, facts) : undefined;
    return partition === undefined ? 0 : partitionedAncestors(partition, facts).length;
  };
  return names.toSorted().sort((one, other) => depth(one) - depth(other));
}

function isAbout({ family }: KnownTrait["trait"]): boolean {
  return family === "comment" || family === "owner";
}

interface Change {
  readonly from: FactBase;
  readonly to: FactBase;
  /** What the actions create, anew or again. */
  readonly made: ReadonlySet<string>;
}

function isMade(id: StableId, { made }: Change): boolean {
  return made.has(encodeId(id));
}

/** With an attribute, a statistics object, or a column that the parent had, goes what the trait is of. */
function isGone(
  trait: string,
  { trait: { ofColumn }, part }: KnownTrait,
  fact: Fact,
  change: Change,
): boolean {
  if (/^((comment on|owner of) statistics|statistics target):/.test(trait))
    return statisticsObject(part, fact) === undefined;
  if (ofColumn === undefined) return false;
  const column = ofColumn(part);
  const { schema, name } = fact.id as TableName & StableId;
  if (fact.id.kind === "type")
    return !change.to.has({ kind: "typeAttribute", schema, type: name, name: column });
  const [before, after] = [change.from, change.to].map((facts) =>
    inheritedColumn(column, { schema, name }, facts),
  );
  return before !== undefined && after === undefined;
}

function statisticsObject(name: string, fact: Fact | undefined): string | undefined {
  return traitsOf(fact)[`statistics object:${name}`];
}

/** Whether the actions leave the trait as it is by default, whatever it was before. */
function isLost(name: string, part: string, fact: Fact, change: Change): boolean {
  const { from, to } = change;
  if (isMade(fact.id, change)) return true;
  const [trait] = splitTrait(name);
  switch (trait) {
    case "storage":
    case "compression":
      return from.get(fact.id)?.payload.type !== fact.payload.type;
    case "cluster":
    case "replica identity":
      return indexesNamed(String(traitsOf(fact)[name]), fact, change).some((id) => isMade(id, change));
    case "comment on statistics":
    case "owner of statistics":
    case "statistics target":
      return (
        statisticsObject(part, fact) !== statisticsObject(part, from.get(fact.id)) ||
        isLost(`statistics object:${part}`, part, fact, change)
      );
    case "statistics object":
      return (
        [...columnsOf(fact.id as TableName & StableId, to).values()].some(
          ({ id }) => from.has(id) && isMade(id, change),
        ) || callsMade(String(traitsOf(from.get(fact.id))[name]), change)
      );
    case "of type":
      return columnTypes(fact, from) !== columnTypes(fact, to);
    case "validated check":
      return checksAbove(part, fact.id as TableName & StableId, to).some(({ id }) => isMade(id, change));
    case "cloned trigger":
      return isSwitched(part, fact, change);
    case "default":
      return (
        (part !== "" && isTakenOver(trait, part, fact, change)) ||
        callsMade(String(traitsOf(from.get(fact.id))[name]), change)
      );
    case "generated":
    case "not null":
    case "not null name":
    case "comment on column":
      return part !== "" && isTakenOver(trait, part, fact, change);
    case "column rights":
      return isTakenOver(trait, columnOfRight(part), fact, change);
    default:
      return false;
  }
}

/** The expressions of statistics, and defaults of a table's own, are texts; a function that they call can't be made anew under them. */
function callsMade(definition: string, change: Change): boolean {
  const routines = change.from.facts().filter(({ id }) => "args" in id && isMade(id, change));
  return routines.some(({ id }) => {
    const { schema, name } = id as TableName & StableId;
    return definition.includes(`${bareName(schema)}.${bareName(name)}(`);
  });
}

function columnTypes({ id }: Fact, facts: FactBase): string {
  const columns = facts.childrenOf(id).filter((part) => part.id.kind === "column");
  return columns.map((part) => `${encodeId(part.id)} ${part.payload.type}`).join();
}

/** A clone is made and switched with the trigger that it is a clone of. */
function isSwitched(name: string, fact: Fact, change: Change): boolean {
  const trigger = clonedTrigger(name, fact, change.to);
  if (trigger === undefined) return false;
  return (
    isMade(trigger.id, change) || change.from.get(trigger.id)?.payload.enabled !== trigger.payload.enabled
  );
}

/** An index, or the constraint it is behind; on a partition also that of the parent which it is a part of. */
function indexesNamed(name: string, fact: Fact, { to }: Change): StableId[] {
  const { schema, name: table } = fact.id as TableName & StableId;
  const own: StableId[] = [
    { kind: "index", schema, name },
    { kind: "constraint", schema, table, name },
  ];
  const isWhole = (index: Fact) => traitsOf(index)[`attached:${schema}.${table}`] === name;
  const above = partitionedAncestors(fact, to).flatMap((parent) => to.childrenOf(parent));
  return [...own.filter((each) => to.has(each)), ...above.filter(isWhole).map(({ id }) => id)];
}

/** What is done to a column of a parent is done to its children, whatever they had of their own. */
function isTakenOver(trait: string, part: string, { payload }: Fact, change: Change): boolean {
  const { from, to } = change;
  const parent = payload.parentTable as TableName | null | undefined;
  const column = parent == null ? undefined : inheritedColumn(part, parent, to);
  if (column === undefined) return false;
  if (isMade(column.id, change)) return true;
  if (trait.startsWith("not null"))
    return isNotNullIn(part, parent as TableName, from) !== isNotNullIn(part, parent as TableName, to);
  const before = from.get(column.id)?.payload;
  if (trait === "generated") return before?.generatedExpr !== column.payload.generatedExpr;
  if (trait !== "default") return false;
  if (before?.type !== column.payload.type) return true;
  const value = { ...column.id, kind: "default" } as StableId;
  return isMade(value, change) || from.get(value)?.payload.expr !== to.get(value)?.payload.expr;
}
