// Conditions from objects. A mistake in one must never mean "all rows": unknown columns and undefined values are refused.

import { and, eq, inArray, is, isNull, or, SQL, sql } from "drizzle-orm";
import { type PgColumn, type PgTable, PgTimestamp } from "drizzle-orm/pg-core";
import { VarveError } from "../errors.ts";
import { isPlainObject } from "./options.ts";
import { columnOf, type Row, type TableShape } from "./table.ts";

/**
 * A value means equality, `null` IS NULL, an array one of its values; all columns must match. Anything else is said
 * with Drizzle's operators: `gt(events.createdAt, date)`.
 */
export type Where<TTable extends PgTable> = Match<TTable> | SQL;

/** Columns by their names in TypeScript, each with its value or a list of values; an empty one matches every row. */
export type Match<TTable extends PgTable> = {
  [K in keyof Row<TTable>]?: Row<TTable>[K] | readonly Row<TTable>[K][];
};

/** Errors: UNKNOWN_COLUMN, UNDEFINED_VALUE. */
export function conditionOf(shape: TableShape, where: unknown, what = "where"): SQL | undefined {
  // In brackets: Drizzle's and() does not put them around raw SQL, and an OR in it would reach past what it is joined with.
  if (isSql(where)) return sql`(${where})`;
  const terms = Object.entries(where ?? {});
  const isMatch = isPlainObject(where) || (typeof where === "object" && terms.length > 0);
  if (!isMatch) throw undefinedValue(shape, what);
  return and(
    ...terms.map(([name, value]) => {
      const isDefined = value !== undefined && !(Array.isArray(value) && value.includes(undefined));
      if (!isDefined) throw undefinedValue(shape, `${what}.${name}`);
      return matches(columnOf(shape, name), value);
    }),
  );
}

function matches(column: PgColumn, value: unknown): SQL | undefined {
  if (value === null) return isNull(column);
  if (Array.isArray(value) && !holdsLists(column)) return matchesAny(column, value);
  if (value instanceof Date && is(column, PgTimestamp)) return inMillisecond(column, value);
  return eq(column, value);
}

function matchesAny(column: PgColumn, values: unknown[]): SQL | undefined {
  const isPlain = values.every((value) => value !== null && !(value instanceof Date));
  return isPlain ? inArray(column, values) : or(...values.map((value) => matches(column, value)));
}

/** A Date has milliseconds, a timestamp microseconds: a value that was read would not find its own row again. */
function inMillisecond(column: PgColumn, date: Date): SQL {
  const next = new Date(date.getTime() + 1);
  return sql`(${column} >= ${sql.param(date, column)} and ${column} < ${sql.param(next, column)})`;
}

/** True where an array is one value: arrays, JSON, vectors, points. Drizzle 1.0 tells arrays by `dimensions`. */
export function holdsLists(column: PgColumn): boolean {
  const { dataType, dimensions = 0 } = column as PgColumn & { dimensions?: number };
  return /^array|json/.test(dataType) || dimensions > 0;
}

/** Drizzle's `is` fails on objects without a prototype, such as the query of a request. */
export function isSql(value: unknown): value is SQL {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) !== null && is(value, SQL)
  );
}

export function undefinedValue({ name }: Pick<TableShape, "name">, what: string): VarveError {
  return new VarveError("UNDEFINED_VALUE", {
    message: `"${what}" says nothing (undefined), which could have meant every row of "${name}".`,
    hint: "Leave the key out to not limit by it, or give null to find rows without a value",
    details: { table: name, option: what },
  });
}
