// Constraints that are away while a table leaves its parents and joins others, and are made again afterwards. Pure.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { distinctBy } from "../../by-key.ts";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import { checksAbove } from "../facts/inherited-check.ts";
import { partitionedAncestors, type TableId } from "../facts/partitions.ts";
import { referringKeys } from "../facts/referring-keys.ts";
import { checksOfItsOwn } from "./reparent.ts";

export interface Reparenting {
  readonly changes: readonly {
    readonly table: TableId;
    readonly left: readonly TableId[];
    readonly joined: readonly TableId[];
  }[];
  readonly from: FactBase;
  readonly to: FactBase;
}

export interface RemadeConstraints {
  /** In the order in which they can be dropped. */
  readonly before: readonly Fact[];
  readonly after: readonly Fact[];
}

/**
 * A check comes to a table as its parents' alone with the check of the parent, not with the parent: it is made again once the table
 * has joined. The highest come first, without which the others can't be dropped.
 */
export function checksToRemake({ changes, from, to }: Reparenting): RemadeConstraints {
  const after = changes
    .filter(({ table }) => from.has(table) && to.has(table))
    .flatMap(({ table }) => checksOfItsOwn(table, from, to).flatMap((name) => checksAbove(name, table, to)));
  const before = after.flatMap(({ id }) => {
    const old = from.get(id);
    const { schema, table, name } = id as ConstraintName;
    return old === undefined ? [] : [...checksAbove(name, { schema, name: table }, from), old];
  });
  return { before: once(before), after: once(after) };
}

/**
 * A partition whose rows are referred to can't be detached, nor can a key be added to a table which gets the rows that it refers to
 * with a partition, or that is filled itself only then. A key that stays stands in the way rightly while a partition leaves for
 * good, and lets another one join. Manual: ALTER TABLE, "DETACH PARTITION".
 */
export function keysToRemake({ changes, from, to }: Reparenting): RemadeConstraints {
  const keysTo = (tables: readonly TableId[], facts: FactBase) => {
    const keys = referringKeys(facts);
    return tables.flatMap((table) => keys.get(encodeId(table)) ?? []);
  };
  const above = (table: TableId, facts: FactBase) => {
    const fact = facts.get(table);
    return fact === undefined ? [] : partitionedAncestors(fact, facts);
  };
  const isSame = ({ id, payload }: Fact, facts: FactBase) => facts.get(id)?.payload.def === payload.def;
  const leaving = changes.flatMap(({ table, left }) =>
    left.length === 0 ? [] : keysTo(above(table, from), from),
  );
  const left = new Set(leaving.map(({ id }) => encodeId(id)));
  const after = changes
    .flatMap(({ table, joined }) => (joined.length === 0 ? [] : keysTo(above(table, to), to)))
    .filter((key) => !isSame(key, from) || left.has(encodeId(key.id)));
  const remade = new Set(after.map(({ id }) => encodeId(id)));
  const old = after.flatMap(({ id }) => from.get(id) ?? []);
  const gone = leaving.filter((key) => remade.has(encodeId(key.id)) || !isSame(key, to));
  return { before: once([...old, ...gone]), after: once(after) };
}

function once(constraints: readonly Fact[]): Fact[] {
  return distinctBy(constraints, ({ id }) => encodeId(id));
}

interface ConstraintName {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
}

export function dropConstraint({ id }: Fact): Action {
  const { schema, table, name } = id as unknown as ConstraintName;
  const sql = `ALTER TABLE ${quoteName(table, schema)} DROP CONSTRAINT ${quoteIdentifier(name)}`;
  return toAction(statement(sql, id, { verb: "drop", destroys: [id] }));
}

export function addConstraint({ id, payload, parent }: Fact): Action {
  const { schema, table, name } = id as unknown as ConstraintName;
  const sql = `ALTER TABLE ${quoteName(table, schema)} ADD CONSTRAINT ${quoteIdentifier(name)} ${payload.def}`;
  const made = statement(sql, parent as StableId, { verb: "create" });
  return toAction({ ...made, produces: [id] });
}
