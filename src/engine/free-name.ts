import type { FactBase } from "@supabase/pg-delta/core";

/** A name beside this one that no table, type or sequence of the schemas has. */
export function freeName(schema: string, name: string, sides: readonly FactBase[]): string {
  const kinds = ["type", "domain", "table", "view", "materializedView", "foreignTable", "sequence"] as const;
  const isTaken = (text: string) =>
    sides.some((facts) => kinds.some((kind) => facts.has({ kind, schema, name: text })));
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? "__before" : `__before_${n}`;
    const clipped = Buffer.from(name)
      .subarray(0, 63 - suffix.length)
      .toString()
      .replace(/\uFFFD+$/, "");
    if (!isTaken(clipped + suffix)) return clipped + suffix;
  }
}
