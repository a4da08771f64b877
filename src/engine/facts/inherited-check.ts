// The checks that a table has from its parents: to the engine only those are there that the table has of itself. Pure.
import {
  type DependencyEdge,
  encodeId,
  type Fact,
  type FactBase,
  type StableId,
} from "@supabase/pg-delta/core";
import { distinctBy } from "../../by-key.ts";
import { indexOfUnquoted } from "../../sql/quoted.ts";
import { traitsOf } from "./complete-fact.ts";
import { editFacts } from "./edit-facts.ts";
import { parentsOf, tablesBelow } from "./inherited-column.ts";
import type { TableId, TableName } from "./partitions.ts";

export function ownCheck(name: string, table: TableName, facts: FactBase): Fact | undefined {
  const check = facts.get({ kind: "constraint", schema: table.schema, table: table.name, name });
  return check?.payload.type === "c" ? check : undefined;
}

/** The names of the checks that a table has from its parents. */
export function inheritedChecks(table: TableName, facts: FactBase): Set<string> {
  return new Set(parentsOf(table, facts).flatMap((parent) => [...heritableChecks(parent, facts)]));
}

/** The names of those that the tables below it have too. Manual: CREATE TABLE, "NO INHERIT". */
export function heritableChecks({ schema, name }: TableName, facts: FactBase): Set<string> {
  const own = facts.childrenOf({ kind: "table", schema, name }).filter(isHeritable);
  const names = own.map(({ id }) => (id as { name: string }).name);
  return new Set([...names, ...inheritedChecks({ schema, name }, facts)]);
}

/** The tables above that have a check of this name of themselves, the highest first, each as the check. */
export function checksAbove(name: string, table: TableName, facts: FactBase): Fact[] {
  const found = parentsOf(table, facts).flatMap((parent) => {
    const own = ownCheck(name, parent, facts);
    return [...checksAbove(name, parent, facts), ...(own !== undefined && isHeritable(own) ? [own] : [])];
  });
  return distinctBy(found, ({ id }) => encodeId(id));
}

/** Whether a constraint of the table is its parent's too: it has the name that it has there. */
export function isShared(id: StableId & { kind: "constraint" }, facts: FactBase): boolean {
  return parentsOf({ schema: id.schema, name: id.table }, facts).some((parent) => {
    const above = { ...id, schema: parent.schema, table: parent.name };
    return facts.has(above) || isShared(above, facts);
  });
}

/** A table's own check can't go before that of its parent, which is merged with it. */
export function sharedCheckEdges(facts: FactBase): DependencyEdge[] {
  return facts.facts().flatMap(({ id, payload, parent }) => {
    if (id.kind !== "constraint" || payload.type !== "c" || parent?.kind !== "table") return [];
    const above = checksAbove(id.name, parent, facts);
    return above.map((check) => ({ from: check.id, to: id, kind: "depends" as const }));
  });
}

/** The tables below that have a check from this one which is NOT VALID there too. */
export function uncheckedBelow({ id, payload, parent }: Fact, facts: FactBase): TableId[] {
  if (id.kind !== "constraint" || payload.type !== "c" || payload.validated !== false) return [];
  return tablesBelow(parent as unknown as TableName, facts).filter(
    (table) =>
      ownCheck(id.name, table, facts) === undefined &&
      traitsOf(facts.get(table))[`validated check:${id.name}`] === undefined,
  );
}

/** The schema to be changed: a table that goes takes its checks along. */
export function forgetSharedChecksGone(facts: FactBase, to: FactBase): FactBase {
  const gone = sharedCheckEdges(facts).filter((edge) => !to.has(facts.get(edge.to)?.parent as StableId));
  return editFacts(facts, { removeEdges: gone });
}

function isHeritable({ id, payload }: Fact): boolean {
  if (id.kind !== "constraint" || payload.type !== "c") return false;
  return indexOfUnquoted(String(payload.def), " NO INHERIT\\b") < 0;
}
