// How a column is stored, of whatever it is a column: a table's own, one that a table has from a parent (each table has its own
// setting for it), one of a materialized view, or of an index by its number.
import type { FactBase } from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { inheritedColumn, parentsOf, tablesBelow } from "../facts/inherited-column.ts";
import type { TableName } from "../facts/partitions.ts";
import { viewColumns } from "../facts/view-columns.ts";
import { alter } from "./alter.ts";
import { isMadeAbove, parentOf, parentsColumn } from "./parents-column.ts";
import type { Trait, TraitChange, TraitValues } from "./trait.ts";

interface Setting {
  /** PostgreSQL resets it with the type. */
  readonly isOfType?: boolean;
  /** A table that is made below another starts with it. */
  readonly isCopied?: boolean;
  /** It is set on the tables below too, unless ONLY is said. Manual: ALTER TABLE, "SET STORAGE", "SET STATISTICS". */
  readonly isPassedDown?: boolean;
  /** The actions of ALTER COLUMN. */
  actions(change: TraitChange): readonly string[];
}

/** @param name the trait's */
export function columnSetting(name: string, setting: Setting): Trait {
  return {
    family: "physical",
    ofColumn: (part) => part,
    isCompared: (values) => !isSame(values.before, values.after) && !isAsAbove(name, values),
    isLost: (change) => isReset(setting, columnIn(change), change),
    ...(setting.isCopied ? { start: (change) => copiedFromParent(name, change) } : {}),
    set: (change) => {
      if (isSame(change.before, change.after) || (setting.isPassedDown && isSetAbove(name, setting, change)))
        return [];
      return setting.actions(change).map((action) => `${columnOf(change, name, setting)} ${action}`);
    },
  };
}

/** That of a child is told where it is the usual one, but its parent's is not. */
export function isUsual(value: string | undefined): boolean {
  return value === undefined || value === "default";
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one === other || (isUsual(one) && isUsual(other));
}

interface Column {
  readonly table: TableName;
  readonly name: string;
}

/** Undefined for one that is not of a table. */
function columnIn({ fact: { id }, part }: TraitValues): Column | undefined {
  if (id.kind === "column") return { table: { schema: id.schema, name: id.table }, name: id.name };
  return id.kind === "table" ? { table: id, name: part } : undefined;
}

function settingOf(trait: string, { table, name }: Column, facts: FactBase): string | undefined {
  const { schema, name: tableName } = table;
  const own = facts.get({ kind: "column", schema, table: tableName, name });
  if (own !== undefined) return traitsOf(own)[trait];
  return traitsOf(facts.get({ kind: "table", schema, name: tableName }))[`${trait}:${name}`];
}

/** The same change as the parent's is told once. */
function isAsAbove(trait: string, values: TraitValues): boolean {
  const column = columnIn(values);
  const { before, after, from, to } = values;
  if (column === undefined) return false;
  return parentsOf(column.table, to).some((table) => {
    const above = { ...column, table };
    return isSame(settingOf(trait, above, from), before) && isSame(settingOf(trait, above, to), after);
  });
}

function isReset({ isOfType }: Setting, column: Column | undefined, change: TraitChange): boolean {
  const { fact, from, to } = change;
  if (column === undefined) return isOfType === true && from.get(fact.id)?.payload.type !== fact.payload.type;
  const [old, now] = [from, to].map((facts) => inheritedColumn(column.name, column.table, facts));
  if (now !== undefined && change.isMade(now.id)) return true;
  return isOfType === true && old?.payload.type !== now?.payload.type;
}

/** The statements of traits come last, so it is what the parent has had, or what that has started with itself. */
function copiedFromParent(trait: string, change: TraitChange): string | undefined {
  const { fact, part, from, to } = change;
  const parent = parentOf(fact);
  const column = parentsColumn(part, change);
  const isNew = column === undefined || isMadeAbove(part, change);
  if (fact.id.kind !== "table" || parent === undefined || isNew) return undefined;
  if (from.get(column.id)?.payload.type !== column.payload.type) return undefined;
  const above = to.get({ kind: "table", ...parent });
  return above !== undefined && change.isMade(above.id)
    ? copiedFromParent(trait, { ...change, fact: above })
    : settingOf(trait, { table: parent, name: part }, from);
}

/** Whether a table above gets it with all that is below. */
function isSetAbove(trait: string, setting: Setting, change: TraitChange): boolean {
  const column = columnIn(change);
  if (column === undefined) return false;
  return tablesAbove(column.table, change.to).some((table) => {
    const above = { ...column, table };
    const isMade = change.isMade({ kind: "table", schema: table.schema, name: table.name });
    const isAnew = isMade || isReset(setting, above, change);
    const present = isAnew ? undefined : settingOf(trait, above, change.from);
    return !isSame(present, settingOf(trait, above, change.to)) && isOfAllBelow(trait, above, change.to);
  });
}

function tablesAbove(table: TableName, facts: FactBase): TableName[] {
  return parentsOf(table, facts).flatMap((parent) => [parent, ...tablesAbove(parent, facts)]);
}

function isOfAllBelow(trait: string, column: Column, facts: FactBase): boolean {
  const value = settingOf(trait, column, facts);
  return tablesBelow(column.table, facts).every((table) =>
    isSame(settingOf(trait, { ...column, table }, facts), value),
  );
}

function columnOf(change: TraitChange, trait: string, { isPassedDown }: Setting): string {
  const { fact, part, to } = change;
  const column = columnIn(change);
  if (column === undefined)
    return `${alter(fact)} ALTER COLUMN ${fact.id.kind === "index" ? part : quoteIdentifier(part)}`;
  const only = isPassedDown && !isOfAllBelow(trait, column, to) ? "ONLY " : "";
  const { table, name } = column;
  return `ALTER TABLE ${only}${quoteName(table.name, table.schema)} ALTER COLUMN ${quoteIdentifier(name)}`;
}

/** The type of the column. */
export function typeOf(change: TraitChange): string {
  const column = columnIn(change);
  if (column !== undefined)
    return String(inheritedColumn(column.name, column.table, change.to)?.payload.type);
  return viewColumns(change.fact).find(({ name }) => name === change.part)?.type ?? "";
}
