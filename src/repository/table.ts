import {
  getTableColumns,
  getTableName,
  type InferInsertModel,
  type InferSelectModel,
  type SQL,
} from "drizzle-orm";
import { getTableConfig, type PgColumn, type PgTable } from "drizzle-orm/pg-core";
import { VarveError } from "../errors.ts";
import { nearest } from "../nearest.ts";

/** A row as the table's repository gives it: Drizzle's `$inferSelect`. */
export type Row<TTable extends PgTable> = InferSelectModel<TTable>;

/** The names of a table's columns in TypeScript. */
export type ColumnName<TTable extends PgTable> = keyof Row<TTable> & string;

type OrSql<T> = { [K in keyof T]: T[K] | SQL };

/** What `create` takes: Drizzle's `$inferInsert`; columns of the scope may be left out. */
export type NewRow<TTable extends PgTable, TScope extends string = never> = OrSql<
  Omit<InferInsertModel<TTable>, TScope> &
    Partial<Pick<InferInsertModel<TTable>, TScope & keyof InferInsertModel<TTable>>>
>;

/** What `update` takes; `undefined` leaves a column as it is. */
export type Patch<TTable extends PgTable> = Partial<OrSql<InferInsertModel<TTable>>>;

/** What a repository has to know of its table. */
export interface TableShape {
  readonly table: PgTable;
  readonly name: string;
  readonly columns: Readonly<Record<string, PgColumn>>;
  /** The names of the primary key's columns in TypeScript. */
  readonly key: readonly string[];
}

const shapes = new WeakMap<PgTable, TableShape>();

/** Errors: NO_PRIMARY_KEY. */
export function shapeOf(table: PgTable): TableShape {
  const known = shapes.get(table);
  if (known !== undefined) return known;
  const columns = getTableColumns(table) as Record<string, PgColumn>;
  const { primaryKeys } = getTableConfig(table);
  const inKey = new Set(primaryKeys[0]?.columns.map(({ name }) => name));
  const key = Object.entries(columns).filter(([, column]) => column.primary || inKey.has(column.name));
  const shape = { table, name: getTableName(table), columns, key: key.map(([name]) => name) };
  if (shape.key.length === 0) throw noPrimaryKey(shape.name);
  shapes.set(table, shape);
  return shape;
}

/** Errors: UNKNOWN_COLUMN with the nearest name. */
export function columnOf({ name, columns }: TableShape, column: string): PgColumn {
  const found = Object.hasOwn(columns, column) ? columns[column] : undefined;
  if (found !== undefined) return found;
  const meant = nearest(column, Object.keys(columns));
  throw new VarveError("UNKNOWN_COLUMN", {
    message: `Table "${name}" has no column "${column}".`,
    hint: meant === undefined ? `It has: ${Object.keys(columns).join(", ")}` : `Did you mean "${meant}"?`,
    details: { table: name, column },
  });
}

function noPrimaryKey(table: string): VarveError {
  return new VarveError("NO_PRIMARY_KEY", {
    message: `Table "${table}" has no primary key, so a repository cannot tell its rows apart.`,
    hint: "Give it one, or use session.drizzle for this table",
    details: { table },
  });
}
