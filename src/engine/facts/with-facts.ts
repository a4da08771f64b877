import type { FactBase } from "@supabase/pg-delta/core";
import { editFacts } from "./edit-facts.ts";

/** The facts, and those of `more` that they lack. Pure. */
export function withFacts(facts: FactBase, more: FactBase): FactBase {
  const add = more.facts().filter(({ id }) => !facts.has(id));
  return editFacts(facts, { add, addEdges: more.edges });
}
