// What the steps of a change are judged by: the schema before and after, and what lives through it.
import {
  type Action,
  type ColumnId,
  encodeId,
  type Fact,
  type FactBase,
  type StableId,
} from "../engine/index.ts";
import type { Rename } from "../renames/rename.ts";
import type { TableName } from "../sql/operations.ts";

export interface Transition {
  /** The schema once the renames have run, before anything else has. */
  readonly from: FactBase;
  readonly to: FactBase;
  /** What leads from one to the other, in order. */
  readonly actions: readonly Action[];
  /** True for what is there before and after and is not made anew in between: it keeps its rows. */
  survives(id: StableId): boolean;
  /** What an object of `from` is called before the renames. */
  originalOf(id: StableId): StableId;
  /** What the comparison leaves out of an object, by its encoded id before the renames. */
  readonly leftOut: ReadonlyMap<string, readonly Fact[]>;
  /** Major version of the server. */
  readonly serverVersion: number;
}

export interface TransitionOptions {
  readonly actions: readonly Action[];
  readonly from: FactBase;
  readonly to: FactBase;
  /** Major version of the server; default: the oldest that Varve supports. */
  readonly serverVersion?: number;
  /** In the order in which they run. */
  readonly renames?: readonly Rename[];
  /** What is there, and in neither schema. */
  readonly leftOut?: ReadonlyMap<string, readonly Fact[]>;
}

/** A table, or a materialized view. */
export interface TableId {
  readonly kind: "table" | "materializedView";
  readonly schema: string;
  readonly name: string;
}

export function transitionOf({
  actions,
  from,
  to,
  serverVersion = 14,
  renames = [],
  leftOut = new Map(),
}: TransitionOptions): Transition {
  const dropped = new Set(actions.flatMap(({ drops }) => drops.map(encodeId)));
  const survives = (id: StableId): boolean => {
    const fact = from.get(id);
    if (fact === undefined || !to.has(id) || dropped.has(encodeId(id))) return false;
    return fact.parent === undefined || fact.parent.kind === "schema" || survives(fact.parent);
  };
  const originalOf = (id: StableId) => [...renames].reverse().reduce(undoRename, id);
  return { from, to, actions, survives, originalOf, leftOut, serverVersion };
}

/** The table or materialized view that a statement names. */
export function tableIdOf({ from, to }: Transition, { schema = "public", name }: TableName): TableId {
  const view: TableId = { kind: "materializedView", schema, name };
  return from.has(view) || to.has(view) ? view : { kind: "table", schema, name };
}

export function columnIdOf(table: TableId, name: string): ColumnId {
  return { kind: "column", schema: table.schema, table: table.name, name };
}

export function tableOfColumn({ schema, table }: ColumnId): TableId {
  return { kind: "table", schema, name: table };
}

/** The facts below an object that are of one kind. */
export function partsOf(facts: FactBase, id: StableId, kind: StableId["kind"]): Fact[] {
  return facts.has(id) ? facts.childrenOf(id).filter((fact) => fact.id.kind === kind) : [];
}

function undoRename(id: StableId, { from, to, label }: Rename): StableId {
  if (label !== undefined) return id;
  if (encodeId(id) === encodeId(to)) return from;
  if (from.kind === "schema" && to.kind === "schema" && "schema" in id && id.schema === to.name)
    return { ...id, schema: from.name } as StableId;
  if (from.kind !== "table" || to.kind !== "table" || !("table" in id)) return id;
  const isPart = id.schema === to.schema && id.table === to.name;
  return isPart ? ({ ...id, schema: from.schema, table: from.name } as StableId) : id;
}
