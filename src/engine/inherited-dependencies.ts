import { type DependencyEdge, encodeId, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { inheritedColumn } from "./inherited-column.ts";

/**
 * The engine has no fact of a column that a table or partition inherits, and forgets what depends on it, a view or a function's
 * body: it depends on that table, and on the column that is inherited.
 *
 * @param diagnostics what the engine's extractor reports: a forgotten edge each, as a sentence with both ends
 */
export function inheritedDependencies(
  facts: FactBase,
  diagnostics: readonly { code: string; message: string; subject?: StableId }[],
): DependencyEdge[] {
  const forgotten = diagnostics.filter(
    ({ code, subject }) => code === "dangling_edge" && subject?.kind === "column",
  );
  if (forgotten.length === 0) return [];
  const ids = new Map(facts.facts().map(({ id }) => [encodeId(id), id]));
  return forgotten.flatMap(({ message, subject }) => {
    const { schema, table, name } = subject as { schema: string; table: string; name: string };
    const owner: StableId = { kind: "table", schema, name: table };
    const end = ` -[depends]-> ${encodeId(subject as StableId)} references a fact not in the base`;
    const from = message.endsWith(end) ? ids.get(message.slice("edge ".length, -end.length)) : undefined;
    if (from === undefined || !facts.has(owner) || isPartOf(from, owner, facts)) return [];
    const inherited = inheritedColumn(name, { schema, name: table }, facts);
    return [owner, ...(inherited === undefined ? [] : [inherited.id])].map((to) => ({
      from,
      to,
      kind: "depends" as const,
    }));
  });
}

function isPartOf(id: StableId, owner: StableId, facts: FactBase): boolean {
  const parent = facts.get(id)?.parent;
  return encodeId(id) === encodeId(owner) || (parent !== undefined && isPartOf(parent, owner, facts));
}
