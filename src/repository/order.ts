// Every list has a total order: what the caller asks for, then the key.

import { asc, desc, type SQL } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { VarveError } from "../errors.ts";
import { assertObject, notOfKind } from "./options.ts";
import { type ColumnName, columnOf, type TableShape } from "./table.ts";
import { isSql } from "./where.ts";

/** `{ createdAt: "desc", name: "asc" }`, in that order. NULL comes last in "asc" and first in "desc". */
export type OrderBy<TTable extends PgTable> = { [K in ColumnName<TTable>]?: "asc" | "desc" };

export interface OrderTerm {
  readonly name: string;
  readonly column: PgColumn;
  readonly direction: "asc" | "desc";
}

/** The columns asked for, then those of the key that are not among them, in the direction of the last one. Errors: UNKNOWN_COLUMN. */
export function orderTerms(shape: TableShape, orderBy: object = {}): OrderTerm[] {
  assertObject("orderBy", orderBy);
  const asked = Object.entries(orderBy).map(([name, direction]) => term(shape, name, direction));
  const rest = shape.key.filter((name) => !asked.some((term) => term.name === name));
  const direction = asked.at(-1)?.direction ?? "asc";
  return [...asked, ...rest.map((name) => term(shape, name, direction))];
}

/** For a query; an SQL order comes first and the key after it. */
export function orderSql(shape: TableShape, orderBy: object | SQL | readonly SQL[] | undefined): SQL[] {
  const expressions = isSql(orderBy) ? [orderBy] : Array.isArray(orderBy) ? (orderBy as SQL[]) : [];
  if (!expressions.every(isSql)) throw notOfKind("orderBy", "SQL in each place of an array", orderBy);
  const terms = orderTerms(shape, expressions.length > 0 ? {} : orderBy);
  return [
    ...expressions,
    ...terms.map(({ column, direction }) => (direction === "asc" ? asc(column) : desc(column))),
  ];
}

function term(shape: TableShape, name: string, direction: unknown): OrderTerm {
  if (direction === "asc" || direction === "desc") return { name, column: columnOf(shape, name), direction };
  throw new VarveError("USAGE", {
    message: `"${name}" can be ordered "asc" or "desc", not "${String(direction)}".`,
    hint: "Leave the column out when it does not matter",
  });
}
