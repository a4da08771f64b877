// The plan around the tables whose rows are copied: the new tables are made beside the old ones, filled, and completed. Pure.
import { type DependencyEdge, encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { distinctBy } from "../../by-key.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import type { ColumnId } from "../facts/column.ts";
import { withTraits } from "../facts/complete-fact.ts";
import { editFacts } from "../facts/edit-facts.ts";
import { columnsOf } from "../facts/inherited-column.ts";
import { partitionIds } from "../facts/partitions.ts";
import { isView } from "../facts/view-columns.ts";
import { convert } from "../mends/cast.ts";
import { continuation, ownedSequence, type Sequence, sequenceOf } from "../mends/identity.ts";
import { quotedName } from "../names.ts";
import { planActions } from "../planning/plan.ts";
import type { Copy } from "./copied-tables.ts";
import type { Ground } from "./ground.ts";

export interface CopyPlan {
  /** Leads from the schema with the old tables aside to the new one, the old tables still there. */
  readonly make: readonly Action[];
  /** Copies the rows, once every partition is attached that takes some, drops the old tables, and adds what had to wait. */
  readonly fill: readonly Action[];
}

/** `apart`: the schema after with those partitions detached that are attached at last. Errors: PLAN_IMPOSSIBLE. */
export function planCopies(
  from: FactBase,
  apart: FactBase,
  to: FactBase,
  { copies, late }: Pick<Ground, "copies" | "late">,
): CopyPlan {
  if (copies.length + late.size === 0) return { make: planActions(from, apart), fill: [] };
  const filled = new Set(copies.flatMap(({ id }) => [id, ...partitionIds(id, to)]).map(encodeId));
  const [made, whole] = [apart, to].map((facts) => withOldTables(from, facts, { copies, late, filled }));
  return {
    make: planActions(from, made as FactBase),
    fill: [...copies.flatMap((copy) => copyRows(copy, from, to)), ...planActions(whole as FactBase, to)],
  };
}

interface Waiting extends Pick<Ground, "copies" | "late"> {
  /** The tables that rows are copied to, partitions too, by their encoded ids. */
  readonly filled: ReadonlySet<string>;
}

/** The schema after, with the old tables beside the new ones, which nothing may refer to before they are filled. */
function withOldTables(from: FactBase, to: FactBase, { copies, late, filled }: Waiting): FactBase {
  const tables = copies.flatMap(({ aside }) => [aside, ...partitionIds(aside, from)]);
  const bare = tables.flatMap((id) => {
    const columns = from.childrenOf(id).filter((fact) => fact.id.kind === "column");
    return [...[from.get(id) as Fact].map(bareTable), ...columns.map(withoutIdentity)];
  });
  const made = [...bare, ...foundationsOf(bare, from, to)];
  const old = [...schemasOf(made, from, to), ...made];
  const kept = new Set(old.map(({ id }) => encodeId(id)));
  const edges = from.edges.filter(
    ({ from: dependent, to: needed, kind }) =>
      kind === "depends" && kept.has(encodeId(dependent)) && (kept.has(encodeId(needed)) || to.has(needed)),
  ) as DependencyEdge[];
  const waiting = to.facts().filter((fact) => late.has(encodeId(fact.id)) || waitsForRows(fact, to, filled));
  return editFacts(to, {
    remove: waiting,
    replace: withoutMarks(waiting, to),
    add: old,
    addEdges: edges,
  });
}

/** The types that the old tables are made of, and the functions of their partition keys, that are there no more afterwards. */
function foundationsOf(facts: readonly Fact[], from: FactBase, to: FactBase): Fact[] {
  const needed = new Map<string, Fact>();
  const pending = [...facts];
  for (let fact = pending.pop(); fact !== undefined; fact = pending.pop()) {
    for (const edge of from.outgoingEdges(fact.id)) {
      const used = edge.kind === "depends" ? from.get(edge.to) : undefined;
      if (used === undefined || !isFoundation(used, fact) || to.has(used.id)) continue;
      if (needed.has(encodeId(used.id))) continue;
      const parts = from.childrenOf(used.id);
      for (const each of [used, ...parts]) needed.set(encodeId(each.id), each);
      pending.push(used, ...parts);
    }
  }
  return [...needed.values()];
}

/** The schemas that they are in, and that are there no more afterwards. */
function schemasOf(facts: readonly Fact[], from: FactBase, to: FactBase): Fact[] {
  const schemas = facts.flatMap(({ parent }) =>
    parent?.kind === "schema" && !to.has(parent) ? (from.get(parent) ?? []) : [],
  );
  return distinctBy(schemas, ({ id }) => encodeId(id));
}

/** What a column calls goes with its expression. */
function isFoundation({ id }: Fact, user: Fact): boolean {
  if (id.kind === "function") return user.id.kind === "table" || user.id.kind === "function";
  return id.kind === "type" || id.kind === "domain" || isView(id);
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
  const insert = `INSERT INTO ${quotedName(id)} (${names})${overriding} SELECT ${values} FROM ${quotedName(aside)}`;
  const serials = own.flatMap(({ fact }) => {
    const sequence = ownedSequence(fact.id as ColumnId, to);
    return sequence === undefined || from.has(sequence.id)
      ? []
      : [{ id: fact.id as ColumnId, sequence: sequenceOf(sequence) }];
  });
  return [insert, ...[...identities, ...serials].map(({ id, sequence }) => continuation(id, sequence))].map(
    (sql) => toAction(statement(sql, id)),
  );
}

/** The tables of indexes that wait: they can't be clustered or identified by them yet. */
function withoutMarks(waiting: readonly Fact[], facts: FactBase): Fact[] {
  const indexes = waiting.filter(({ id }) => id.kind === "index");
  const nameOf = ({ id }: Fact) => (id as { name: string }).name;
  const tables = indexes.flatMap(({ parent }) => (parent && facts.get(parent)) ?? []);
  return tables.map((table) => {
    const late = indexes.filter((index) => index.parent && encodeId(index.parent) === encodeId(table.id));
    const names = new Set(late.map(nameOf));
    const isMark = (trait: string) => trait === "cluster" || trait === "replica identity";
    return withTraits(table, (trait, value) => !isMark(trait) || !names.has(value));
  });
}

/** The sequence belongs to the new table. */
function withoutIdentity(fact: Fact): Fact {
  return { ...fact, payload: { ...fact.payload, identity: null, generatedExpr: null } };
}

/** As do the statistics objects; and what the default of a partition's own calls, like its sequence, may go. */
function bareTable(fact: Fact): Fact {
  return withTraits(
    fact,
    (name, value) =>
      !/^((comment on|owner of) statistics|statistics (object|target)):/.test(name) &&
      !(name.startsWith("default:") && value.includes("(")),
  );
}
