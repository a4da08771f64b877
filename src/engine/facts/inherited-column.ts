// What a table has from its parents: to the engine only those columns are there that the table declares itself.
import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { distinctBy } from "../../by-key.ts";
import { quotedName } from "../names.ts";
import { traitsOf } from "./complete-fact.ts";
import type { TableId, TableName } from "./partitions.ts";

/** The column of a table, or that of the first parent which the table has it from. */
export function inheritedColumn(name: string, table: TableName, facts: FactBase): Fact | undefined {
  const own = facts.get({ kind: "column", schema: table.schema, table: table.name, name });
  if (own !== undefined) return own;
  const inherited = parentsOf(table, facts).map((parent) => inheritedColumn(name, parent, facts));
  return inherited.find((column) => column !== undefined);
}

/** All parents in their order; the engine names the first one alone. */
export function parentsOf({ schema, name }: TableName, facts: FactBase): TableId[] {
  const places = traitsOf(facts.get({ kind: "table", schema, name }));
  const placeOf = (parent: TableName) => Number(places[`parent:${quotedName(parent)}`] ?? 1);
  const parents = facts
    .outgoingEdges({ kind: "table", schema, name })
    .flatMap(({ kind, to }) =>
      kind === "depends" && to.kind === "table" && facts.has(to) ? [to as TableId] : [],
    );
  // A dependency of which there are two reasons is told twice.
  const told = distinctBy(parents, encodeId);
  return told.sort((one, other) => placeOf(one) - placeOf(other));
}

/** The tables that have it as a parent, partitions too. */
export function childTables({ schema, name }: TableName, facts: FactBase): TableId[] {
  const children = facts
    .incomingEdges({ kind: "table", schema, name })
    .flatMap(({ kind, from }) => (kind === "depends" && from.kind === "table" ? [from as TableId] : []));
  return distinctBy(children, encodeId);
}

/** Its children, partitions too, and theirs. */
export function tablesBelow(table: TableName, facts: FactBase): TableId[] {
  return childTables(table, facts).flatMap((child) => [child, ...tablesBelow(child, facts)]);
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
