// The differences between two catalogs, as data for people and programs.
import type { Fact, FactBase, StableId } from "@supabase/pg-delta/core";
import { type Delta, diff, encodeId } from "@supabase/pg-delta/core";
import { ownerOf } from "./facts/owner.ts";
import { kindOf, nameOf, ownerTable } from "./names.ts";
import { compareTraits } from "./traits/compare-traits.ts";

export interface Change {
  readonly action: "create" | "alter" | "drop" | "rename";
  /** PostgreSQL's word: `table`, `column`, `enum`, `foreign key`, … */
  readonly kind: string;
  /** The object's own name; with its schema where that is not `public`. */
  readonly name: string;
  /** The table (domain, type) it is a part of. */
  readonly table?: string;
  /** What changes, where it is an attribute: its values before and after. */
  readonly attribute?: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** A change in a few words: `create index users.by_name`. */
export function changeName({ action, kind, name, table }: Change): string {
  return `${action} ${kind} ${table === undefined ? "" : `${table}.`}${name}`;
}

/** What must be done to `from` so that it becomes `to`; parts of a created or dropped object are not listed. */
export function compare(from: FactBase, to: FactBase): Change[] {
  const deltas = diff(from, to).filter(isSemantic);
  const added = subjects(deltas, "add");
  const removed = subjects(deltas, "remove");
  const changes = deltas.flatMap((delta): Change[] => {
    switch (delta.verb) {
      case "add":
        return hasParentIn(delta.fact, added) ? [] : [partOrWhole("create", delta.fact)];
      case "remove":
        return hasParentIn(delta.fact, removed) ? [] : [partOrWhole("drop", delta.fact)];
      case "set": {
        const fact = to.get(delta.id) as Fact;
        const changed = fact.id.kind === "default" ? ofColumn(fact) : describe("alter", fact);
        return [{ ...changed, attribute: changed.attribute ?? delta.attr, from: delta.from, to: delta.to }];
      }
      default:
        return ownerChange(delta, from, to);
    }
  });
  const traits = compareTraits(from, to).map(({ fact, trait, ...values }): Change => {
    return { ...describe("alter", fact), attribute: trait, ...values };
  });
  return [...changes, ...traits];
}

/** One change of the two links that make it; what is created or dropped has its owner with it. */
function ownerChange({ verb, edge }: LinkDelta, from: FactBase, to: FactBase): Change[] {
  const [before, after] = [from, to].map((facts) => facts.get(edge.from));
  const [old, owner] = [from, to].map((facts) => ownerOf(edge.from, facts));
  if (before === undefined || after === undefined || (verb === "unlink" && owner !== undefined)) return [];
  const sides = { ...(old !== undefined && { from: old }), ...(owner !== undefined && { to: owner }) };
  return [{ ...describe("alter", after), attribute: "owner", ...sides }];
}

type LinkDelta = Extract<Delta, { verb: "link" | "unlink" }>;

/** Equal as PostgreSQL would have it: the same objects with the same definitions. */
export function isEqual(a: FactBase, b: FactBase): boolean {
  const isSameForEngine = a.rootHash === b.rootHash || !diff(a, b).some(isSemantic);
  return isSameForEngine && compareTraits(a, b).length === 0;
}

/**
 * A dependency that comes or goes follows from a definition that is compared anyway; only owners are a
 * property of their own.
 */
function isSemantic(delta: Delta): boolean {
  return (delta.verb !== "link" && delta.verb !== "unlink") || delta.edge.kind === "owner";
}

function subjects(deltas: readonly Delta[], verb: "add" | "remove"): Set<string> {
  return new Set(deltas.flatMap((delta) => (delta.verb === verb ? [encodeId(delta.fact.id)] : [])));
}

function hasParentIn(fact: Fact, ids: ReadonlySet<string>): boolean {
  return fact.parent !== undefined && ids.has(encodeId(fact.parent));
}

function partOrWhole(action: "create" | "drop", fact: Fact): Change {
  if (fact.id.kind !== "default") return describe(action, fact);
  return { ...ofColumn(fact), [action === "create" ? "to" : "from"]: fact.payload.expr };
}

/** A default is a fact of its own to the engine; to people it is a property of its column. */
function ofColumn(fact: Fact): Change {
  const column = { ...fact, id: { ...fact.id, kind: "column" } as StableId };
  return { ...describe("alter", column), attribute: "default" };
}

function describe(action: Change["action"], fact: Fact): Change {
  const table = ownerTable(fact.id);
  return { action, kind: kindOf(fact), name: nameOf(fact.id), ...(table === undefined ? {} : { table }) };
}
