// What a table has from its parents: to the engine only those columns are there that the table declares itself.
import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import type { TableId, TableName } from "./partitions.ts";

/** The column of a table, or that of the first parent which the table has it from. */
export function inheritedColumn(name: string, table: TableName, facts: FactBase): Fact | undefined {
  const own = facts.get({ kind: "column", schema: table.schema, table: table.name, name });
  if (own !== undefined) return own;
  const inherited = parentsOf(table, facts).map((parent) => inheritedColumn(name, parent, facts));
  return inherited.find((column) => column !== undefined);
}

/** All parents; the engine names the first one alone. */
export function parentsOf({ schema, name }: TableName, facts: FactBase): TableId[] {
  const parents = facts
    .outgoingEdges({ kind: "table", schema, name })
    .flatMap(({ kind, to }) =>
      kind === "depends" && to.kind === "table" && facts.has(to) ? [to as TableId] : [],
    );
  // A dependency of which there are two reasons is told twice.
  return [...new Map(parents.map((parent) => [encodeId(parent), parent])).values()];
}

/** The tables that have it as a parent, partitions too. */
export function childTables({ schema, name }: TableName, facts: FactBase): TableId[] {
  const children = facts
    .incomingEdges({ kind: "table", schema, name })
    .flatMap(({ kind, from }) => (kind === "depends" && from.kind === "table" ? [from as TableId] : []));
  return [...new Map(children.map((child) => [encodeId(child), child])).values()];
}

/** The columns that a table has, by name: its own, and those of its parents, of which the first counts. */
export function columnsOf(table: TableName, facts: FactBase): Map<string, Fact> {
  const own = facts
    .childrenOf({ kind: "table", schema: table.schema, name: table.name })
    .flatMap((fact) => (fact.id.kind === "column" ? [[fact.id.name, fact] as const] : []));
  const inherited = parentsOf(table, facts).flatMap((parent) => [...columnsOf(parent, facts)]);
  const first = inherited.filter(([name], i) => inherited.findIndex(([other]) => other === name) === i);
  return new Map([...first, ...own]);
}

/**
 * Columns that a table has from its parents alone, before or after: those that it declares itself afterwards; that it had itself,
 * or had not at all and gets with a new parent; and the rest.
 */
export function declarations(table: TableName, from: FactBase, to: FactBase) {
  const isOwn = ({ id }: Fact) =>
    id.kind === "column" && id.table === table.name && id.schema === table.schema;
  const [before, after] = [columnsOf(table, from), columnsOf(table, to)];
  const old = new Set(parentsOf(table, from).map(encodeId));
  const brought = parentsOf(table, to)
    .filter((parent) => !old.has(encodeId(parent)))
    .flatMap((parent) => [...columnsOf(parent, to).keys()]);
  const found = { declared: [] as string[], undeclared: [] as string[], inherited: [] as string[] };
  for (const [name, fact] of after) {
    const was = before.get(name);
    if (was === undefined) {
      if (!isOwn(fact) && brought.includes(name)) found.undeclared.push(name);
    } else if (isOwn(was)) {
      if (!isOwn(fact)) found.undeclared.push(name);
    } else (isOwn(fact) ? found.declared : found.inherited).push(name);
  }
  return found;
}
