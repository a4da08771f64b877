import type { FactBase } from "@supabase/pg-delta/core";
import { identifierBytes, truncateIdentifier } from "../../sql/identifier.ts";

/** A name beside this one that no table, type or sequence of the schemas has. */
export function freeName(schema: string, name: string, sides: readonly FactBase[]): string {
  const kinds = ["type", "domain", "table", "view", "materializedView", "foreignTable", "sequence"] as const;
  const isTaken = (text: string) =>
    sides.some((facts) => kinds.some((kind) => facts.has({ kind, schema, name: text })));
  for (let n = 1; ; n++) {
    const free = withSuffix(name, n === 1 ? "__before" : `__before_${n}`);
    if (!isTaken(free)) return free;
  }
}

export function withSuffix(name: string, suffix: string): string {
  return truncateIdentifier(name, identifierBytes - suffix.length) + suffix;
}
