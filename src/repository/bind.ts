// Takes the values out of a statement where that is possible, so that all statements of one form are one prepared statement.

import { and, eq, is, isNull, Placeholder, type SQL, StringChunk, sql } from "drizzle-orm";
import { type PgColumn, PgCustomColumn, PgTimestamp } from "drizzle-orm/pg-core";
import { columnOf, type TableShape } from "./table.ts";
import { conditionOf, holdsLists, isSql } from "./where.ts";

/** The parts of a statement, with placeholders for the values when there is a `form`, else with the values themselves. */
export interface Bound {
  /** Equal for statements that differ in their values only; undefined when the statement has to be built each time. */
  readonly form: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  readonly row: Record<string, unknown>;
  readonly condition: SQL | undefined;
}

export interface Parts {
  /** Columns to write. */
  readonly row?: Readonly<Record<string, unknown>> | undefined;
  /** Columns that must be equal, one object after the other. */
  readonly matches?: readonly Readonly<Record<string, unknown>>[];
  /** A condition of the caller, which no form can be told of. */
  readonly condition?: SQL | undefined;
}

/** Pure. Errors: UNKNOWN_COLUMN, UNDEFINED_VALUE. */
export function bind(shape: TableShape, parts: Parts): Bound {
  return (parts.condition === undefined ? bindForm(shape, parts) : undefined) ?? bindValues(shape, parts);
}

function bindValues(shape: TableShape, { row = {}, matches = [], condition }: Parts): Bound {
  const conditions = matches.map((match) => conditionOf(shape, match));
  return { form: undefined, values: {}, row: { ...row }, condition: and(...conditions, condition) };
}

function bindForm(shape: TableShape, { row = {}, matches = [] }: Parts): Bound | undefined {
  const slots = new Slots();
  const bound: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value !== undefined) bound[name] = slots.writes(name, columnOf(shape, name), value);
  }
  const terms = matches.flatMap((match) =>
    Object.entries(match).map(([name, value]) => slots.equals(name, columnOf(shape, name), value)),
  );
  if (!slots.areEnough) return undefined;
  return { form: JSON.stringify(slots.form), values: slots.values, row: bound, condition: and(...terms) };
}

class Slots {
  readonly values: Record<string, unknown> = {};
  readonly form: string[][] = [];
  /** False once a value was met that shapes the statement itself. */
  areEnough = true;

  writes(name: string, column: PgColumn, value: unknown): unknown {
    if (value === null) return this.#fixed(name, "null", null);
    if (isSql(value)) return this.#fixed(name, `sql ${this.#staticText(value)}`, value);
    if (is(column, PgCustomColumn) && isSql(column.mapToDriverValue(value))) this.areEnough = false;
    return this.#slot(name, value);
  }

  equals(name: string, column: PgColumn, value: unknown): SQL {
    if (value === null) return this.#fixed(name, "is null", isNull(column));
    const isRange = value instanceof Date && is(column, PgTimestamp);
    const isList = Array.isArray(value) && !holdsLists(column);
    if (isRange || isList || value === undefined || isSql(value)) this.areEnough = false;
    return eq(column, sql.param(this.#slot(name, value), column));
  }

  #fixed<T>(name: string, form: string, part: T): T {
    this.form.push([name, form]);
    return part;
  }

  #slot(name: string, value: unknown): Placeholder {
    const slot = `${this.form.length}`;
    this.form.push([name]);
    this.values[slot] = value;
    return new Placeholder(slot);
  }

  /** The text of SQL without values in it, such as `` sql`now()` ``. */
  #staticText({ queryChunks }: SQL): string {
    const texts = queryChunks.filter((chunk) => is(chunk, StringChunk));
    if (texts.length < queryChunks.length) this.areEnough = false;
    return texts.flatMap(({ value }) => value).join("");
  }
}
