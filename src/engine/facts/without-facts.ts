import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { grouped } from "../../by-key.ts";
import { owningColumn } from "./column.ts";
import { editFacts } from "./edit-facts.ts";

/** The facts without the unwanted ones, their parts, and everything that depends on what is gone. Pure. */
export function withoutFacts(facts: FactBase, isUnwanted: (fact: Fact) => boolean): FactBase {
  const depending = facts.edges.flatMap(({ from, to, kind }) => {
    const dependent = kind === "depends" ? facts.get(from) : undefined;
    return dependent === undefined ? [] : [[encodeId(to), dependent] as const];
  });
  const owned = facts.facts().flatMap((fact) => {
    const owner = owningColumn(fact);
    if (owner === undefined) return [];
    const { schema, table: name } = owner;
    // A column that the table has from a parent is no fact.
    return [[encodeId(facts.has(owner) ? owner : { kind: "table", schema, name }), fact] as const];
  });
  const dependents = grouped([...depending, ...owned]);
  const removed = new Map<string, Fact>();
  const pending = facts.facts().filter(isUnwanted);
  for (let fact = pending.pop(); fact !== undefined; fact = pending.pop()) {
    const id = encodeId(fact.id);
    if (removed.has(id)) continue;
    removed.set(id, fact);
    pending.push(...facts.childrenOf(fact.id), ...(dependents.get(id) ?? []));
  }
  return editFacts(facts, { remove: [...removed.values()] });
}
