import type { FactBase } from "@supabase/pg-delta/core";

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

/** Names have 63 bytes at most (NAMEDATALEN). */
export function withSuffix(name: string, suffix: string): string {
  return clip(name, 63 - suffix.length) + suffix;
}

/** Whole characters within so many bytes. */
export function clip(text: string, bytes: number): string {
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\uFFFD+$/, "");
}
