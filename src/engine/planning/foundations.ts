// Types, functions and schemas that a change creates, and that need nothing else it creates, come first: every table
// can then be created whole, its columns in the order of the models. The engine alone would add such columns later.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { editFacts } from "../facts/edit-facts.ts";
import { namesTaken } from "../facts/names-taken.ts";
import { wholeOf } from "../facts/whole-of.ts";

const foundationKinds = new Set<string>([
  "schema",
  "extension",
  "collation",
  "type",
  "domain",
  "function",
  "aggregate",
]);

/** Of these, one name stands for many. */
const overloaded = new Set<string>(["function", "aggregate"]);

/** `from` with the foundations of `to` added; `from` itself when there are none. Pure. */
export function withFoundations(from: FactBase, to: FactBase): FactBase {
  const names = new Set(from.facts().flatMap(({ id }) => namesTaken(id, from)));
  // A type can't be created while a table of its name is there, whose row type has the name too.
  const isFree = (id: StableId) =>
    overloaded.has(id.kind) || namesTaken(id, to).every((name) => !names.has(name));
  const created = new Map(
    to
      .facts()
      .filter(({ id }) => foundationKinds.has(id.kind) && !from.has(id) && isFree(id))
      .map((fact) => [encodeId(fact.id), fact]),
  );
  // One that needs what is not there falls out, and takes with it those that need it.
  for (let size = -1; size !== created.size; ) {
    size = created.size;
    for (const [key, fact] of created) {
      const needs = [...subtree(fact, to)].flatMap(({ id }) => to.outgoingEdges(id)).map(({ to }) => to);
      if (fact.parent !== undefined) needs.push(fact.parent);
      const isThere = (id: StableId) =>
        created.has(encodeId(wholeOf(id, to))) ||
        (from.has(id) && from.rollupOf(id) === to.rollupOf(id)) ||
        id.kind === "role";
      if (!needs.every((id) => isThere(id) || isSchemaInBoth(id, from))) created.delete(key);
    }
  }
  if (created.size === 0) return from;
  const added = [...created.values()].flatMap((fact) => [...subtree(fact, to)]);
  const edges = added.flatMap(({ id }) => to.outgoingEdges(id));
  return editFacts(from, { add: added, addEdges: edges });
}

function isSchemaInBoth(id: StableId, from: FactBase): boolean {
  return id.kind === "schema" && from.has(id);
}

function* subtree(fact: Fact, facts: FactBase): Generator<Fact> {
  yield fact;
  // What is in a schema is not a part of it.
  for (const child of facts.childrenOf(fact.id)) {
    if (fact.id.kind !== "schema" || child.id.kind === "comment" || child.id.kind === "acl")
      yield* subtree(child, facts);
  }
}
