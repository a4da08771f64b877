import type { PgTable } from "drizzle-orm/pg-core";
import { VarveError } from "../errors.ts";
import { isPlainObject } from "./options.ts";
import { columnOf, type Row, type TableShape } from "./table.ts";
import { holdsLists, undefinedValue } from "./where.ts";

type Columns<TTable extends PgTable> = TTable["_"]["columns"];

/** The columns declared with `.primaryKey()`; those of `primaryKey({ columns })` do not show in a table's type. */
type KeyColumn<TTable extends PgTable> = {
  [K in keyof Columns<TTable>]: Columns<TTable>[K]["_"]["isPrimaryKey"] extends true ? K : never;
}[keyof Columns<TTable>] &
  keyof Row<TTable>;

/** The types of Drizzle 1.0 tell of no primary key; those of 0.45 have this besides. */
type TellsKey<TTable extends PgTable> = Columns<TTable>[keyof Columns<TTable>]["_"] extends {
  columnType: string;
}
  ? true
  : false;

type ObjectKey<TTable extends PgTable> =
  TellsKey<TTable> extends true
    ? Partial<Row<TTable>>
    : Partial<Row<TTable>> | NonNullable<Row<TTable>[keyof Row<TTable>]>;

/** The value of a key of one column; else an object with the columns of the key. */
export type Key<TTable extends PgTable> = [KeyColumn<TTable>] extends [never]
  ? ObjectKey<TTable>
  : Row<TTable>[KeyColumn<TTable>];

/** The key's columns with their values. Errors: UNDEFINED_VALUE, INVALID_KEY, UNKNOWN_COLUMN. */
export function keyValues(shape: TableShape, key: unknown): Record<string, unknown> {
  const [single] = shape.key;
  const values =
    single !== undefined && shape.key.length === 1 && !isPlainObject(key) ? { [single]: key } : key;
  if (!isPlainObject(values)) throw invalidKey(shape);
  for (const name of Object.keys(values)) columnOf(shape, name);
  for (const name of shape.key) {
    if (values[name] === undefined) throw undefinedValue(shape, name);
    // A list would be any of its values, and so more rows than one.
    const isMany = Array.isArray(values[name]) && !holdsLists(columnOf(shape, name));
    if (values[name] === null || isMany) throw invalidKey(shape);
  }
  if (Object.keys(values).length !== shape.key.length) throw invalidKey(shape);
  return values;
}

function invalidKey({ name, key }: TableShape): VarveError {
  return new VarveError("INVALID_KEY", {
    message: `That is no key of "${name}".`,
    hint:
      key.length === 1
        ? `Give the value of "${key[0]}"`
        : `Give an object with ${key.map((column) => `"${column}"`).join(", ")}`,
    details: { table: name, key },
  });
}
