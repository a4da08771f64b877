import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { editFacts } from "./edit-facts.ts";

/**
 * `from` with the values that its enums get; `from` itself when there are none. New values need nothing else, and the types that
 * are made of an enum can then be made before those that they replace are dropped: to the engine that is a circle. Pure.
 */
export function withEnumValues(from: FactBase, to: FactBase): FactBase {
  const grown = new Map<string, Fact>();
  for (const fact of from.facts()) {
    const values = to.get(fact.id)?.payload.values;
    if (fact.payload.variant !== "enum" || !Array.isArray(values)) continue;
    const before = fact.payload.values as string[];
    if (before.length < values.length && canAddValues(before, values))
      grown.set(encodeId(fact.id), { ...fact, payload: { ...fact.payload, values } });
  }
  return grown.size === 0 ? from : editFacts(from, { replace: grown });
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
