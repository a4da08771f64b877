import type { Constraint } from "libpg-query";
import { namesOf } from "../../sql/expression.ts";
import { tableName } from "../../sql/operations.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { baseTypeOf } from "../cast-types.ts";
import { definitionOf } from "../definition.ts";
import { uniqueKeyOf } from "../key.ts";
import { columnIdOf, partsOf, type TableId, type Transition, tableIdOf } from "../transition.ts";
import { comesEmpty, keepsValues } from "./future-value.ts";
import { constraintChecked } from "./new-constraint.ts";
import { rowsOf, selectRows, sourcesOf } from "./rows.ts";
import { nameBefore, type PreflightRule } from "./rule.ts";

interface Reference {
  readonly columns: readonly string[];
  readonly parent: TableId;
  readonly parentColumns: readonly string[];
  /** MATCH FULL: a key is NULL as a whole, or not at all. */
  readonly isFull: boolean;
}

/** A foreign key with rows that refer to nothing. */
export const foreignKey: PreflightRule = (operation, transition) => {
  const added = constraintChecked(operation, transition);
  const reference = added && referenceOf(transition, added.constraint);
  if (added === undefined || reference === undefined) return [];
  const { table, name } = added;
  const { columns, parent, parentColumns, isFull } = reference;
  const isAllNull = columns.some((column) => comesEmpty(transition, table, column));
  if (isAllNull || isHeld(transition, table, reference)) return [];
  const rows = rowsOf(transition, table, columns, { only: true });
  const parents = sourcesOf(transition, parent, parentColumns);
  // A parent that the change makes is empty; one whose values nobody knows is left to PostgreSQL.
  if (rows === undefined || parents.includes(undefined)) return [];
  const child = columns.map((column) => `child.${quoteIdentifier(column)}`);
  const pairs = parentColumns.map((column, index) => {
    const equals = equalityOf(transition, parent, column);
    return `parent.${quoteIdentifier(column)} ${equals} ${child[index]}`;
  });
  const isSet = isFull
    ? `num_nonnulls(${child.join(", ")}) > 0`
    : child.map((column) => `${column} IS NOT NULL`).join(" AND ");
  const orphaned = parents.map(
    (each) => `NOT EXISTS (SELECT FROM ${each?.table} AS parent WHERE ${pairs.join(" AND ")})`,
  );
  const from = `${rows.table} AS child`;
  return [
    {
      message: `${nameBefore(transition, table)} (${columns.join(", ")}) refers to no row of ${nameBefore(transition, parent)}`,
      sql: selectRows({ ...rows, from }, [isSet, ...orphaned].join(" AND ")),
      hint: `Delete or correct these rows first, or add ${name} NOT VALID.`,
    },
  ];
};

export function referenceOf(transition: Transition, constraint: Constraint): Reference | undefined {
  const { contype, pktable, fk_attrs = [], pk_attrs = [], fk_matchtype, fk_with_period } = constraint;
  if (contype !== "CONSTR_FOREIGN" || pktable === undefined || fk_with_period === true) return undefined;
  const parent = tableIdOf(transition, tableName(pktable));
  const parentColumns = pk_attrs.length > 0 ? namesOf(pk_attrs) : primaryKeyOf(transition, parent);
  return { columns: namesOf(fk_attrs), parent, parentColumns, isFull: fk_matchtype === "f" };
}

/** Types of an extension bring their own `=`, perhaps in a schema that is not searched. */
export function equalityOf({ to }: Transition, table: TableId, name: string): string {
  const column = to.get(columnIdOf(table, name));
  const type = column && baseTypeOf(to, String(column.payload.type));
  if (type?.schema === undefined || to.has({ kind: "type", schema: type.schema, name: type.name }))
    return "=";
  return `OPERATOR(${quoteIdentifier(type.schema)}.=)`;
}

function primaryKeyOf({ to }: Transition, table: TableId): string[] {
  const primary = partsOf(to, table, "constraint").find(({ payload }) => payload.type === "p");
  const key = primary && definitionOf(primary);
  return (key && uniqueKeyOf(key.constraint))?.elements.flatMap(({ column }) => column ?? []) ?? [];
}

/** True when another foreign key promises the same already, and the columns stay as they are. */
function isHeld(transition: Transition, table: TableId, wanted: Reference): boolean {
  return partsOf(transition.from, table, "constraint").some((fact) => {
    const { constraint } = fact.payload.validated === true ? (definitionOf(fact) ?? {}) : {};
    const held = constraint && referenceOf(transition, constraint);
    return (
      held !== undefined &&
      transition.survives(held.parent) &&
      (held.isFull || !wanted.isFull) &&
      JSON.stringify({ ...held, isFull: true }) === JSON.stringify({ ...wanted, isFull: true }) &&
      held.columns.every((name) => keepsValues(transition, table, name)) &&
      held.parentColumns.every((name) => keepsValues(transition, held.parent, name))
    );
  });
}
