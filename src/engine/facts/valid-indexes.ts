import type { FactBase } from "@supabase/pg-delta/core";
import { editFacts } from "./edit-facts.ts";

/**
 * The schema with every index valid. One that a failed CREATE INDEX CONCURRENTLY left behind is found and built anew; no plan leads
 * back to it. Pure.
 */
export function withValidIndexes(facts: FactBase): FactBase {
  const invalid = facts.facts().filter(({ id, payload }) => id.kind === "index" && payload.valid === false);
  const replace = invalid.map((fact) => ({ ...fact, payload: { ...fact.payload, valid: true } }));
  return editFacts(facts, { replace });
}
