// A table that becomes partitioned, stops to be, or is partitioned by something else, or that has from a parent what it declared
// itself, or whose row type is in the way: PostgreSQL can't alter that, so its rows are copied to a new table. Pure.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { distinctBy } from "../../by-key.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import { freeName } from "../facts/free-name.ts";
import { childTables, columnsOf } from "../facts/inherited-column.ts";
import {
  isPartition,
  partitionedAncestors,
  partitionIds,
  partitionsOf,
  type TableId,
} from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import { isInKey } from "../reading/partition-edges.ts";
import { callsRemade } from "./remade-routines.ts";
import { columnsOfItsOwn } from "./reparent.ts";
import type { InTheWay } from "./types-aside.ts";

/** A table, and what it is called while its successor is filled. */
export interface Copy {
  readonly id: TableId;
  readonly aside: TableId;
}

/** The tables to copy, each with its partitions; of the types in the way every column gets the new one. */
export function tablesToCopy(from: FactBase, to: FactBase, inTheWay: InTheWay): Copy[] {
  const types = new Set(inTheWay.types.map(({ id }) => encodeId(id)));
  const anew = from.facts().filter((fact) => {
    const after = fact.id.kind === "table" ? to.get(fact.id) : undefined;
    if (after === undefined) return false;
    return inTheWay.tables.has(encodeId(fact.id)) || isMadeAnew(fact, after, { from, to, types });
  });
  const tables = distinctBy([...anew, ...anew.flatMap((fact) => keptChildren(fact, from, to))], ({ id }) =>
    encodeId(id),
  );
  const taken = new Set(tables.flatMap(({ id }) => partitionsWith(id as TableId, from, to)).map(encodeId));
  return tables
    .filter(({ id }) => !taken.has(encodeId(id)))
    .map(({ id }) => ({ id: id as TableId, aside: aside(id as TableId, [from, to]) }));
}

interface Sides {
  readonly from: FactBase;
  readonly to: FactBase;
  readonly types: ReadonlySet<string>;
}

function isMadeAnew({ id, payload }: Fact, after: Fact, { from, to, types }: Sides): boolean {
  const table = id as TableId;
  if (payload.partitionKey !== after.payload.partitionKey) return true;
  if (after.payload.partitionBound != null) return false;
  const isSplit =
    payload.partitionBound == null && payload.partitionKey != null && isSplitAnew(table, from, to, types);
  return isSplit || isDeclaredAnew(table, from, to);
}

/**
 * Whether it, or a partition that it keeps, is split by another key, by a column whose type changes, or by a function that has to be
 * made anew: none of them can be altered.
 */
function isSplitAnew(root: TableId, from: FactBase, to: FactBase, types: ReadonlySet<string>): boolean {
  const kept = new Set(partitionIds(root, to).map(encodeId));
  const tables = [root, ...partitionIds(root, from).filter((id) => kept.has(encodeId(id)))];
  const keys = tables.map((id) => {
    const [before, after] = [from, to].map((facts) => facts.get(id)?.payload.partitionKey);
    return { before, after };
  });
  return (
    keys.some(({ before, after }) => before !== after) ||
    tables.some((id) => callsRemade(id, from, to)) ||
    from.childrenOf(root).some(({ id, payload }) => {
      const after = to.get(id)?.payload;
      if (id.kind !== "column" || after === undefined) return false;
      const isRebuilt = from.outgoingEdges(id).some((edge) => types.has(encodeId(edge.to)));
      if (after.type === payload.type && !isRebuilt) return false;
      return keys.some(({ before }) => isInKey(id.name, before));
    })
  );
}

/** A column can't be made one that the table has from its parents alone. */
function isDeclaredAnew(table: TableId, from: FactBase, to: FactBase): boolean {
  return columnsOfItsOwn(table, from, to).length > 0;
}

/** The child tables, at every depth, that it has before and after: to leave the old one for the new one would make their columns their own. */
function keptChildren({ id }: Fact, from: FactBase, to: FactBase): Fact[] {
  const after = new Set(childTables(id as TableId, to).map(encodeId));
  return childTables(id as TableId, from)
    .filter((child) => after.has(encodeId(child)) && ![from, to].some((facts) => isPartition(child, facts)))
    .flatMap((child) => from.get(child) ?? [])
    .flatMap((fact) => [fact, ...keptChildren(fact, from, to)]);
}

/** The renames that make room for the new tables. */
export function moveAside(copies: readonly Copy[], from: FactBase, to: FactBase): Action[] {
  const copied = new Set(copies.map(({ id }) => encodeId(id)));
  return asideIds(copies, from, to).map((id) => {
    const { name } = aside(id, [from, to]);
    // A partition of that name is another one; the table itself lives on, with its rows.
    const isCopied = copied.has(encodeId(id));
    const sql = `ALTER TABLE ${quotedName(id)} RENAME TO ${quoteIdentifier(name)}`;
    const renamed = statement(sql, id, { destroys: isCopied ? [] : [id] });
    return toAction(renamed, isCopied ? notCopied(id, from, to) : []);
  });
}

/** The columns that the new table has not; the table itself, when it has none of them: then no row is copied. */
function notCopied(table: TableId, from: FactBase, to: FactBase): StableId[] {
  const isStored = (fact: Fact | undefined) => fact !== undefined && fact.payload.generatedExpr == null;
  const columns = [...columnsOf(table, from)].filter(([, fact]) => isStored(fact));
  const after = columnsOf(table, to);
  const lost = columns.filter(([name]) => !isStored(after.get(name)));
  const { schema, name: own } = table;
  return lost.length === columns.length
    ? [table]
    : lost.map(([name]) => ({ kind: "column", schema, table: own, name }));
}

/** The old tables with their partitions. */
export function asideIds(copies: readonly Copy[], from: FactBase, to: FactBase): TableId[] {
  return copies.flatMap(({ id }) => [id, ...partitionsWith(id, from, to)]);
}

/** The partitions of a table whose rows it takes along: one that inherits from it afterwards keeps its own. */
function partitionsWith(table: TableId, from: FactBase, to: FactBase): TableId[] {
  const below = new Set(
    childTables(table, to)
      .filter((id) => !isPartition(id, to))
      .map(encodeId),
  );
  const leaves = (id: TableId) => below.has(encodeId(id));
  return partitionsOf(table, from).flatMap((fact) => {
    const id = fact.id as TableId;
    const above = partitionedAncestors(fact, from);
    const between = above.slice(
      0,
      above.findIndex((each) => encodeId(each) === encodeId(table)),
    );
    return [id, ...between].some(leaves) ? [] : [id];
  });
}

function aside(id: TableId, sides: readonly FactBase[]): TableId {
  return { ...id, name: freeName(id.schema, id.name, sides) };
}
