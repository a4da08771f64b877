// Changes that no order of the engine's statements can make: the schemas are first brought to where it can. Pure.
import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import { parentsOf } from "../facts/inherited-column.ts";
import { isPartition, partitionsOf, type TableId } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import { switchesOf } from "../traits/cloned-trigger.ts";
import { heldPartitions } from "../traits/taken-up.ts";
import { asideIds, type Copy, moveAside, tablesToCopy } from "./copied-tables.ts";
import { dropIndex, indexesToMakeLate } from "./late-indexes.ts";
import { addConstraint, checksToRemake, dropConstraint, keysToRemake } from "./remade-constraints.ts";
import { freeRoutines, routinesAside } from "./remade-routines.ts";
import { parentChange } from "./reparent.ts";
import { typesAside, typesInTheWay } from "./types-aside.ts";
import { emptyViews } from "./views-aside.ts";

/** The way from one schema to another leads over a ground that both can be brought to. */
export interface Ground {
  /** Leads from the schema before to the ground. */
  readonly leave: readonly Action[];
  /** Partitions that are detached, and attached again. */
  readonly detached: readonly TableId[];
  /** Tables whose rows have to be copied to a new one. */
  readonly copies: readonly Copy[];
  /** Leads from the schema after to the ground. */
  readonly undo: readonly string[];
  /** Leads from the ground to the schema after. */
  readonly redo: readonly Action[];
  /** Foreign keys and indexes that have to wait until everything has joined, by their encoded ids. */
  readonly late: ReadonlySet<string>;
  /** Sets what comes with a parent as it is to be, once all else is there. */
  readonly switches: readonly Action[];
}

export function commonGround(from: FactBase, to: FactBase): Ground {
  const inTheWay = typesInTheWay(from, to);
  const { types } = inTheWay;
  const copies = tablesToCopy(from, to, inTheWay);
  const aside = new Set(asideIds(copies, from, to).map(encodeId));
  const held = heldPartitions(from, to);
  const stay = tablesIn(from).filter((table) => !aside.has(encodeId(table)));
  const joining = tablesIn(to).filter((table) => held.has(encodeId(table)) && !from.has(table));
  const changes = [...stay, ...joining].map((table) => {
    if (!held.has(encodeId(table)) && to.has(table)) return { table, ...parentChange(table, from, to) };
    return held.has(encodeId(table))
      ? { table, left: parentsOf(table, from), joined: parentsOf(table, to) }
      : { table, left: [], joined: [] };
  });
  const reparenting = { changes, from, to };
  const [checks, keys] = [checksToRemake(reparenting), keysToRemake(reparenting)];
  const joined = changes.flatMap(({ table, joined }) => joined.map((parent) => ({ table, parent })));
  const indexes = indexesToMakeLate(
    joined.map(({ table }) => table),
    to,
  );
  const isPartitionInBoth = (table: TableId) => isPartition(table, from) && isPartition(table, to);
  return {
    detached: changes.flatMap(({ table, left }) =>
      left.length > 0 && isPartitionInBoth(table) ? [table] : [],
    ),
    copies,
    late: new Set([...keys.after, ...indexes].map(({ id }) => encodeId(id))),
    leave: [
      ...emptyViews(types),
      ...[...checks.before, ...keys.before].map(dropConstraint),
      ...indexes.flatMap(({ id }) => from.get(id) ?? []).map(dropIndex),
      ...changes.flatMap(({ table, left }) => left.map((parent) => leaveParent(table, parent, from))),
      ...copies.flatMap(({ id }) => parentsOf(id, from).map((parent) => leaveParent(id, parent, from))),
      ...moveAside(copies, from, to),
      ...routinesAside(asideIds(copies, from, to), from, to),
      ...freeRoutines(types, from, to),
      ...typesAside(types, [from, to]),
    ],
    undo: [
      ...[...checks.after, ...keys.after].map(dropConstraint),
      ...joined.map(({ table, parent }) => leaveParent(table, parent, to)),
    ].map(({ sql }) => sql),
    redo: [
      ...changes
        .toReversed()
        .flatMap(({ table, joined }) => joined.map((parent) => joinParent(table, parent, to))),
      ...checks.after.toReversed().map(addConstraint),
    ],
    switches: switchesBelow([...new Set(joined.map(({ table }) => table))], to),
  };
}

function tablesIn(facts: FactBase): TableId[] {
  return facts.facts().flatMap(({ id }) => (id.kind === "table" ? [id as TableId] : []));
}

function leaveParent(id: TableId, parent: TableId, facts: FactBase): Action {
  const [table, name] = [id, parent].map(quotedName);
  const sql = isPartition(id, facts)
    ? `ALTER TABLE ${name} DETACH PARTITION ${table}`
    : `ALTER TABLE ${table} NO INHERIT ${name}`;
  return toAction(statement(sql, id, { consumes: [parent] }));
}

function joinParent(id: TableId, parent: TableId, facts: FactBase): Action {
  const [table, name] = [id, parent].map(quotedName);
  const sql = isPartition(id, facts)
    ? `ALTER TABLE ${name} ATTACH PARTITION ${table} ${facts.get(id)?.payload.partitionBound}`
    : `ALTER TABLE ${table} INHERIT ${name}`;
  return toAction(statement(sql, id, { consumes: [parent] }));
}

/** A clone comes with the partition as the trigger of the parent is. */
function switchesBelow(tables: readonly TableId[], facts: FactBase): Action[] {
  const partitions = tables.flatMap((table) => [facts.get(table) as Fact, ...partitionsOf(table, facts)]);
  return [...new Set(partitions)].flatMap((fact) =>
    switchesOf(fact, facts).map((sql) => toAction(statement(sql, fact.id))),
  );
}
