import type { FactBase } from "@supabase/pg-delta/core";
import { editFacts } from "./edit-facts.ts";

/**
 * `from` with the values that its enums get; `from` itself when there are none. New values need nothing else, and the types that
 * are made of an enum can then be made before those that they replace are dropped: to the engine that is a circle. Pure.
 */
export function withEnumValues(from: FactBase, to: FactBase): FactBase {
  const replace = from.facts().flatMap((fact) => {
    const values = to.get(fact.id)?.payload.values;
    if (fact.payload.variant !== "enum" || !Array.isArray(values)) return [];
    const before = fact.payload.values as string[];
    const isGrown = before.length < values.length && canAddValues(before, values);
    return isGrown ? [{ ...fact, payload: { ...fact.payload, values } }] : [];
  });
  return editFacts(from, { replace });
}

/** New values between the old ones can be added in place. */
export function canAddValues(before: unknown, after: unknown): boolean {
  const rest = [...(after as string[])];
  return (before as string[]).every((value) => {
    const at = rest.indexOf(value);
    rest.splice(0, at + 1);
    return at >= 0;
  });
}
