// A table that lives through the change, for queries that run before it and speak of what comes after.
import {
  childTables,
  encodeId,
  type Fact,
  type FactBase,
  partitionedAncestors,
  partitionsOf,
} from "../../engine/index.ts";
import { inParentheses } from "../../sql/clause.ts";
import { columnsIn, parseExpression } from "../../sql/expression.ts";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { definitionOf } from "../definition.ts";
import { columnsOfKey, uniqueKeyOf } from "../key.ts";
import { columnIdOf, partsOf, type TableId, type Transition } from "../transition.ts";
import { futureValue, newExpression, originalColumn } from "./future-value.ts";
import { rowsOfPartition } from "./partition-rows.ts";

export interface Rows {
  /** What stands after FROM, under the name by which expressions know the table. */
  readonly from: string;
  /** The same without that name. */
  readonly table: string;
  /** The text that names a row. */
  readonly key: string;
}

/**
 * The rows of a table with these columns as they will be: under their new names, with their new types, new ones with
 * their default. Undefined when the table comes without rows, or when the values of a column can't be known.
 * `only`: without those of tables that inherit from it, of which neither a key nor a foreign key speaks.
 */
export function rowsOf(
  transition: Transition,
  table: TableId,
  columns: readonly string[],
  { only = false }: { only?: boolean } = {},
): Rows | undefined {
  if (!transition.survives(table)) return copiedRows(transition, table, columns);
  const generated = columns.flatMap((name) => {
    const expression = newExpression(transition, table, name);
    return expression === undefined ? [] : [{ name, expression }];
  });
  const source = sourceOf(transition, table, only);
  if (generated.length === 0) return storedRows(transition, table, { columns, source });
  const computed = new Set(generated.map(({ name }) => name));
  const stored = [
    ...columns.filter((name) => !computed.has(name)),
    ...generated.flatMap(({ expression }) => columnsIn(parseExpression(expression))),
  ];
  const rows = storedRows(transition, table, { columns: [...new Set(stored)], source });
  if (rows === undefined) return undefined;
  const list = [
    `${rows.key} AS varve_key`,
    ...[...new Set(stored)].map(quoteIdentifier),
    ...generated.map(({ name, expression }) => `${inParentheses(expression)} AS ${quoteIdentifier(name)}`),
  ];
  return asTable(table, `(SELECT ${list.join(", ")} FROM ${rows.from})`);
}

/** The rows that a table has afterwards, where they are before, or undefined in place of those that can't be known. */
export function sourcesOf(
  transition: Transition,
  table: TableId,
  columns: readonly string[],
): (Pick<Rows, "table"> | undefined)[] {
  const fact = transition.to.get(table);
  // Somebody else's, which the comparison leaves out and the change as it is.
  if (fact === undefined) return [{ table: quoteName(table.name, table.schema) }];
  return tablesWithRowsOf(transition, fact).map((id) => rowsOf(transition, id, columns, { only: true }));
}

/**
 * The tables that have the rows before which a table has afterwards: itself, what becomes a partition of it, and what is copied to
 * the partition that it is. Empty for a new table.
 */
function tablesWithRowsOf(transition: Transition, fact: Fact): TableId[] {
  const { from, to, survives } = transition;
  const table = fact.id as TableId;
  const key = encodeId(table);
  const isBelow = (id: TableId) =>
    partitionedAncestors(from.get(id) as Fact, from).some((above) => encodeId(above) === key);
  const joined = partitionsOf(table, to)
    .map(({ id }) => id as TableId)
    .filter((id) => survives(id) && !isBelow(id));
  return [...(survives(table) ? [table] : []), ...joined, ...splitTables(transition, fact)];
}

/** The tables above a partition whose rows are copied to it. */
function splitTables({ from, to, survives }: Transition, partition: Fact): TableId[] {
  return partitionedAncestors(partition, to).filter(
    (id) => survives(id) && from.get(id)?.payload.partitionKey !== to.get(id)?.payload.partitionKey,
  );
}

/** The rows of a new partition, where those of its parent are copied; in the table that has them before. */
function copiedRows(transition: Transition, table: TableId, columns: readonly string[]): Rows | undefined {
  const { to } = transition;
  const fact = to.get(table);
  const source = fact && splitTables(transition, fact)[0];
  if (fact === undefined || source === undefined) return undefined;
  const above = partitionedAncestors(fact, to);
  const depth = above.findIndex((id) => encodeId(id) === encodeId(source));
  const levels = [table, ...above.slice(0, depth)].map((id) => rowsOfPartition(to.get(id) as Fact, to));
  const known = levels.filter((level) => level !== undefined);
  const used = [...new Set([...columns, ...known.flatMap((level) => level.columns)])];
  const rows = known.length === levels.length ? rowsOf(transition, source, used, { only: true }) : undefined;
  if (rows === undefined) return undefined;
  const list = [`${rows.key} AS varve_key`, ...used.map(quoteIdentifier)].join(", ");
  const where = known.map(({ condition }) => inParentheses(condition)).join(" AND ");
  return asTable(table, `(SELECT ${list} FROM ${rows.from} WHERE ${where})`);
}

/** The rows for which a condition is true. */
export function selectRows({ key, from }: Pick<Rows, "key" | "from">, condition: string): string {
  return `SELECT ${key === "key" ? key : `${key} AS key`} FROM ${from} WHERE ${condition}`;
}

/** The table as it is called before; partitions belong to it. */
function sourceOf({ from, to, originalOf }: Transition, table: TableId, only: boolean): string {
  const { name, schema } = originalOf(table) as TableId;
  const isPartitioned = (facts: FactBase) => facts.get(table)?.payload.partitionKey != null;
  const children = isPartitioned(from) ? [] : childTables(table, from);
  const partitions = new Set(partitionsOf(table, to).map(({ id }) => encodeId(id)));
  // A table that becomes partitioned has no child tables but those that become partitions of it.
  const leavesChildren = isPartitioned(to) && !children.some((id) => partitions.has(encodeId(id)));
  return `${children.length > 0 && (only || leavesChildren) ? "ONLY " : ""}${quoteName(name, schema)}`;
}

interface Stored {
  readonly columns: readonly string[];
  /** What stands after FROM. */
  readonly source: string;
}

function storedRows(transition: Transition, table: TableId, { columns, source }: Stored): Rows | undefined {
  const key = rowKey(transition, table);
  const values = columns.map((column) => futureValue(transition, table, column));
  if (values.includes(undefined)) return undefined;
  const list = columns.map((column, index) => {
    const value = values[index];
    return value === quoteIdentifier(column) ? value : `${value} AS ${quoteIdentifier(column)}`;
  });
  if (columns.some((column, index) => values[index] !== quoteIdentifier(column)))
    return asTable(table, `(SELECT ${[`${key} AS varve_key`, ...list].join(", ")} FROM ${source})`);
  const isRenamed = (transition.originalOf(table) as TableId).name !== table.name;
  const from = isRenamed ? `${source} AS ${quoteIdentifier(table.name)}` : source;
  return { from, table: source, key };
}

function asTable({ name }: TableId, table: string): Rows {
  return { from: `${table} AS ${quoteIdentifier(name)}`, table, key: "varve_key" };
}

/** The primary key as text; the place of the row where there is none. */
function rowKey(transition: Transition, table: TableId): string {
  const { from } = transition;
  const primary = partsOf(from, table, "constraint").find(({ payload }) => payload.type === "p");
  const definition = primary === undefined ? undefined : definitionOf(primary);
  const key = definition === undefined ? undefined : uniqueKeyOf(definition.constraint);
  if (key === undefined) {
    const isPartitioned = from.get(table)?.payload.partitionKey != null;
    return isPartitioned ? "concat_ws(' ', tableoid::regclass, ctid)" : "ctid::text";
  }
  const columns = columnsOfKey(key).map((name) => originalColumn(transition, columnIdOf(table, name)));
  return columns.length === 1 ? `${columns[0]}::text` : `ROW(${columns.join(", ")})::text`;
}
