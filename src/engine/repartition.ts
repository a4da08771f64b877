// A table that becomes partitioned, stops to be, or is partitioned by something else, or that has from a parent what it declared
// itself: PostgreSQL can't alter that, so its rows are copied to a new table. Pure.
import {
  type DependencyEdge,
  encodeId,
  type Fact,
  type FactBase,
  type StableId,
} from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteName } from "../sql/quote.ts";
import { type Action, toAction } from "./action.ts";
import { traitsOf } from "./complete-fact.ts";
import { editFacts } from "./edit-facts.ts";
import { freeName, withSuffix } from "./free-name.ts";
import { columnsOf, declarations } from "./inherited-column.ts";
import { convert } from "./mends/cast.ts";
import type { ColumnId } from "./mends/column-alter.ts";
import { continuation, type Sequence } from "./mends/identity.ts";
import { isInKey } from "./partition-edges.ts";
import { partitionsOf, type TableId } from "./partitions.ts";
import { planActions } from "./plan.ts";
import { statement } from "./statement.ts";
import { defaultNotNullName } from "./traits/not-null-name.ts";

/** A table, and what it is called while its successor is filled. */
export interface Copy {
  readonly id: TableId;
  readonly aside: TableId;
}

/** The tables to copy; `rebuilt`: types of which every column gets the new one. */
export function repartitioned(from: FactBase, to: FactBase, rebuilt: readonly Fact[]): Copy[] {
  const types = new Set(rebuilt.map(({ id }) => encodeId(id)));
  return from.facts().flatMap(({ id, payload }) => {
    const after = id.kind === "table" ? to.get(id)?.payload : undefined;
    if (id.kind !== "table" || after === undefined) return [];
    if (payload.partitionBound != null || after.partitionBound != null) return [];
    const isPartitionedAnew =
      payload.partitionKey !== after.partitionKey ||
      (payload.partitionKey != null && isSplitAnew(id as TableId, from, to, types));
    if (!isPartitionedAnew && !isDeclaredAnew(id as TableId, from, to)) return [];
    return [{ id: id as TableId, aside: aside(id as TableId, [from, to]) }];
  });
}

/** Whether it, or a partition that it keeps, is split by another key, or by a column whose type changes: neither can be altered. */
function isSplitAnew(root: TableId, from: FactBase, to: FactBase, types: ReadonlySet<string>): boolean {
  const kept = new Set(partitionIds(root, to).map(encodeId));
  const keys = [root, ...partitionIds(root, from).filter((id) => kept.has(encodeId(id)))].map((id) => {
    const [before, after] = [from, to].map((facts) => facts.get(id)?.payload.partitionKey);
    return { before, after };
  });
  return (
    keys.some(({ before, after }) => before !== after) ||
    from.childrenOf(root).some(({ id, payload }) => {
      const after = to.get(id)?.payload;
      if (id.kind !== "column" || after === undefined) return false;
      const isRebuilt = from.outgoingEdges(id).some((edge) => types.has(encodeId(edge.to)));
      if (after.type === payload.type && !isRebuilt) return false;
      return keys.some(({ before }) => isInKey(id.name, before));
    })
  );
}

/**
 * A table can't stop to declare a column that a parent has too, take one over from a new parent, or start to declare one of
 * several that it has from there.
 */
function isDeclaredAnew(table: TableId, from: FactBase, to: FactBase): boolean {
  const isParent = (facts: FactBase) =>
    facts.incomingEdges(table).some((edge) => edge.kind === "depends" && edge.from.kind === "table");
  if (isParent(from) || isParent(to)) return false;
  const { declared, undeclared, inherited } = declarations(table, from, to);
  return undeclared.length > 0 || (declared.length > 0 && inherited.length > 0);
}

/** The renames that make room for the new tables. */
export function moveAside(copies: readonly Copy[], from: FactBase, to: FactBase): Action[] {
  const copied = new Set(copies.map(({ id }) => encodeId(id)));
  const renames = asideIds(copies, from).map((id) => {
    const { name } = aside(id, [from, to]);
    // A partition of that name is another one; the table itself lives on, with its rows.
    const isCopied = copied.has(encodeId(id));
    const sql = `ALTER TABLE ${tableName(id)} RENAME TO ${quoteIdentifier(name)}`;
    const renamed = statement(sql, id, { destroys: isCopied ? [] : [id] });
    return toAction(renamed, isCopied ? notCopied(id, from, to) : []);
  });
  const constraints = copies.flatMap(({ id, aside }) =>
    from.childrenOf(id).flatMap((fact) => {
      const name = traitsOf(fact)["not null name"];
      // The new table is given any other one by its name.
      if (name === undefined || name !== defaultNotNullName(fact.id)) return [];
      const renamed = withSuffix(name, "__before");
      return [
        statement(
          `ALTER TABLE ${tableName(aside)} RENAME CONSTRAINT ${quoteIdentifier(name)} TO ${quoteIdentifier(renamed)}`,
          fact.id,
        ),
      ];
    }),
  );
  return [...renames, ...constraints.map((action) => toAction(action))];
}

/** The columns that the new table has not; the table itself, when it has none of them: then no row is copied. */
function notCopied(table: TableId, from: FactBase, to: FactBase): StableId[] {
  const isStored = (fact: Fact | undefined) => fact !== undefined && fact.payload.generatedExpr == null;
  const columns = [...columnsOf(table, from)].filter(([, fact]) => isStored(fact));
  const after = columnsOf(table, to);
  const lost = columns.filter(([name]) => !isStored(after.get(name)));
  return lost.length === columns.length ? [table] : lost.map(([, { id }]) => id);
}

/** The old tables with their partitions. */
export function asideIds(copies: readonly Copy[], from: FactBase): TableId[] {
  return copies.flatMap(({ id }) => [id, ...partitionIds(id, from)]);
}

/** Leads from the schema with the old tables aside to the new one, and copies the rows on the way. Errors: PLAN_IMPOSSIBLE. */
export function planCopies(from: FactBase, to: FactBase, copies: readonly Copy[]): Action[] {
  if (copies.length === 0) return planActions(from, to);
  const between = withOldTables(from, to, copies);
  return [
    ...planActions(from, between),
    ...copies.flatMap((copy) => copyRows(copy, from, to)),
    ...planActions(between, to),
  ];
}

/** The schema after, with the old tables beside the new ones, which nothing may refer to before they are filled. */
function withOldTables(from: FactBase, to: FactBase, copies: readonly Copy[]): FactBase {
  const tables = copies.flatMap(({ aside }) => [aside, ...partitionIds(aside, from)]);
  const bare = tables.flatMap((id) => {
    const columns = from.childrenOf(id).filter((fact) => fact.id.kind === "column");
    return [...[from.get(id) as Fact].map(withoutStatistics), ...columns.map(withoutIdentity)];
  });
  const made = [...bare, ...typesOf(bare, from, to)];
  const old = [...schemasOf(made, from, to), ...made];
  const kept = new Set(old.map(({ id }) => encodeId(id)));
  const edges = from.edges.filter(
    ({ from: dependent, to: needed, kind }) =>
      kind === "depends" && kept.has(encodeId(dependent)) && (kept.has(encodeId(needed)) || to.has(needed)),
  ) as DependencyEdge[];
  const filled = new Set(copies.map(({ id }) => encodeId(id)));
  const waiting = to.facts().filter((fact) => waitsForRows(fact, to, filled));
  return editFacts(to, {
    remove: new Set(waiting.map(({ id }) => encodeId(id))),
    add: old,
    addEdges: edges,
  });
}

/** The types that the old tables are made of, and that are there no more afterwards. */
function typesOf(facts: readonly Fact[], from: FactBase, to: FactBase): Fact[] {
  const types = new Map<string, Fact>();
  const pending = [...facts];
  for (let fact = pending.pop(); fact !== undefined; fact = pending.pop()) {
    for (const edge of from.outgoingEdges(fact.id)) {
      const type = edge.kind === "depends" ? from.get(edge.to) : undefined;
      if (type === undefined || !isType(type) || to.has(type.id) || types.has(encodeId(type.id))) continue;
      const parts = from.childrenOf(type.id);
      for (const each of [type, ...parts]) types.set(encodeId(each.id), each);
      pending.push(type, ...parts);
    }
  }
  return [...types.values()];
}

/** The schemas that they are in, and that are there no more afterwards. */
function schemasOf(facts: readonly Fact[], from: FactBase, to: FactBase): Fact[] {
  const schemas = facts.flatMap(({ parent }) =>
    parent?.kind === "schema" && !to.has(parent) ? (from.get(parent) ?? []) : [],
  );
  return [...new Map(schemas.map((fact) => [encodeId(fact.id), fact])).values()];
}

function isType({ id }: Fact): boolean {
  return id.kind === "type" || id.kind === "domain";
}

/** Foreign keys to the table would miss its rows; its triggers have fired for them already. */
function waitsForRows({ id, payload, parent }: Fact, to: FactBase, tables: ReadonlySet<string>): boolean {
  if (parent === undefined) return false;
  const own = encodeId(parent);
  if (id.kind === "trigger" || id.kind === "rule") return tables.has(own);
  if (id.kind !== "constraint" || payload.type !== "f") return false;
  const owners = to.outgoingEdges(id).map(({ to: needed }) => encodeId(to.get(needed)?.parent ?? needed));
  return owners.some((owner) => owner !== own && tables.has(owner));
}

function copyRows({ id, aside }: Copy, from: FactBase, to: FactBase): Action[] {
  const before = columnsOf(aside, from);
  const columns = [...columnsOf(id, to)].flatMap(([column, fact]) => {
    const old = before.get(column);
    if (fact.payload.generatedExpr != null || old === undefined) return [];
    const name = quoteIdentifier(column);
    return [
      { fact, name, value: convert(name, String(old.payload.type), from, String(fact.payload.type), to) },
    ];
  });
  // A child has the column of a parent, and not its sequence.
  const own = columns.filter(
    ({ fact }) => fact.parent !== undefined && encodeId(fact.parent) === encodeId(id),
  );
  const identities = own.flatMap(({ fact: { id, payload } }) => {
    const identity = payload.identity as { generation: string; sequence: Sequence; options: Sequence } | null;
    return identity == null
      ? []
      : [{ id: id as ColumnId, sequence: { ...identity.options, ...identity.sequence } }];
  });
  const overriding = identities.length === 0 ? "" : " OVERRIDING SYSTEM VALUE";
  const names = columns.map(({ name }) => name).join(", ");
  const values = columns.map(({ value }) => value).join(", ");
  if (columns.length === 0) return [];
  const insert = `INSERT INTO ${tableName(id)} (${names})${overriding} SELECT ${values} FROM ${tableName(aside)}`;
  return [insert, ...identities.map(({ id, sequence }) => continuation(id, sequence))].map((sql) =>
    toAction(statement(sql, id)),
  );
}

/** The sequence belongs to the new table. */
function withoutIdentity(fact: Fact): Fact {
  return { ...fact, payload: { ...fact.payload, identity: null, generatedExpr: null } };
}

/** As do the statistics objects. */
function withoutStatistics(fact: Fact): Fact {
  const traits = Object.entries(traitsOf(fact)).filter(
    ([name]) => !/^(comment on statistics|statistics object):/.test(name),
  );
  return { ...fact, payload: { ...fact.payload, _traits: Object.fromEntries(traits) } };
}

function partitionIds(table: TableId, facts: FactBase): TableId[] {
  return partitionsOf(table, facts).map(({ id }) => id as TableId);
}

function aside(id: TableId, sides: readonly FactBase[]): TableId {
  return { ...id, name: freeName(id.schema, id.name, sides) };
}

function tableName({ schema, name }: TableId): string {
  return quoteName(name, schema);
}
