import { type DependencyEdge, encodeId, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { inheritedColumn } from "../facts/inherited-column.ts";
import { partitionedAncestors } from "../facts/partitions.ts";
import { attachedTo } from "../traits/attached-name.ts";

/**
 * The engine has no fact of a column that a table or partition inherits, nor of a key that a partition has from its parent, and forgets
 * what depends on it, a view, a function's body or what the table has of its own: it depends on that table, and on what is inherited.
 *
 * @param diagnostics what the engine's extractor reports: a forgotten edge each, as a sentence with both ends
 */
export function inheritedDependencies(
  facts: FactBase,
  diagnostics: readonly { code: string; message: string; subject?: StableId }[],
): DependencyEdge[] {
  const forgotten = diagnostics.filter(({ code, subject }) => code === "dangling_edge" && isPart(subject));
  if (forgotten.length === 0) return [];
  const ids = new Map(facts.facts().map(({ id }) => [encodeId(id), id]));
  return forgotten.flatMap(({ message, subject }) => {
    const part = subject as Part;
    const owner: StableId = { kind: "table", schema: part.schema, name: part.table };
    const end = ` -[depends]-> ${encodeId(part)} references a fact not in the base`;
    const from = message.endsWith(end) ? ids.get(message.slice("edge ".length, -end.length)) : undefined;
    if (from === undefined || !facts.has(owner)) return [];
    const needed = isPartOf(from, owner, facts) ? inherited(part, facts) : [owner, ...inherited(part, facts)];
    return needed.map((to) => ({ from, to, kind: "depends" as const }));
  });
}

/** Of dependencies on such columns and keys, those on what is inherited. */
export function onInherited(edges: readonly DependencyEdge[], facts: FactBase): DependencyEdge[] {
  return edges.flatMap((edge) => {
    if (!isPart(edge.to) || facts.has(edge.to) || !facts.has(edge.from)) return [];
    return inherited(edge.to as Part, facts).map((to) => ({ ...edge, to }));
  });
}

type Part = StableId & { kind: "column" | "constraint"; schema: string; table: string; name: string };

function isPart(id: StableId | undefined): boolean {
  return id?.kind === "column" || id?.kind === "constraint";
}

function inherited({ kind, schema, table, name }: Part, facts: FactBase): StableId[] {
  if (kind === "column")
    return [inheritedColumn(name, { schema, name: table }, facts)].flatMap((fact) => fact?.id ?? []);
  const partition = facts.get({ kind: "table", schema, name: table });
  const above = partition === undefined ? [] : partitionedAncestors(partition, facts);
  const keys = above
    .flatMap((parent) => facts.childrenOf(parent))
    .filter((fact) => fact.id.kind === "constraint");
  return keys.flatMap((key) => (attachedTo(key, `${schema}.${table}`) === name ? [key.id] : []));
}

function isPartOf(id: StableId, owner: StableId, facts: FactBase): boolean {
  const parent = facts.get(id)?.parent;
  return encodeId(id) === encodeId(owner) || (parent !== undefined && isPartOf(parent, owner, facts));
}
