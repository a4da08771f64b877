import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { editFacts } from "./edit-facts.ts";
import { owningColumn } from "./owning-column.ts";

/** The facts without the unwanted ones, their parts, and everything that depends on what is gone. Pure. */
export function withoutFacts(facts: FactBase, isUnwanted: (fact: Fact) => boolean): FactBase {
  const dependents = new Map<string, Fact[]>();
  const add = (needed: StableId, dependent: Fact) => {
    const key = encodeId(needed);
    dependents.set(key, [...(dependents.get(key) ?? []), dependent]);
  };
  for (const { from, to, kind } of facts.edges) {
    const dependent = facts.get(from);
    if (kind === "depends" && dependent !== undefined) add(to, dependent);
  }
  for (const fact of facts.facts()) {
    const owner = owningColumn(fact);
    if (owner !== undefined) add(owner, fact);
  }
  const remove = new Set<string>();
  const pending = facts.facts().filter(isUnwanted);
  for (let fact = pending.pop(); fact !== undefined; fact = pending.pop()) {
    const id = encodeId(fact.id);
    if (remove.has(id)) continue;
    remove.add(id);
    pending.push(...facts.childrenOf(fact.id), ...(dependents.get(id) ?? []));
  }
  return editFacts(facts, { remove });
}
