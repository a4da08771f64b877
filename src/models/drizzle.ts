// The only place that knows what pg-core's own functions don't tell, and where Drizzle 0.45 and 1.0 differ.
// Objects are recognised by Drizzle's `is`, which works across copies and versions of drizzle-orm.

import { getTableName } from "drizzle-orm";
import { toCamelCase, toSnakeCase } from "drizzle-orm/casing";
import { getTableConfig, type PgColumn, type PgTable } from "drizzle-orm/pg-core";
import { VarveError } from "../errors.ts";

/** Drizzle 0.45's option that names the columns which have no name of their own. */
export type Casing = "snake_case" | "camelCase" | undefined;

export interface EnumType {
  readonly enumName: string;
  readonly enumValues: readonly string[];
  readonly schema: string | undefined;
}

const schemaSymbol = Symbol.for("drizzle:Schema");

/** Without the rest of the table's config. */
export function tableName(table: PgTable): { schema: string; name: string } {
  const { [schemaSymbol]: schema = "public" } = table as { [schemaSymbol]?: string };
  return { schema, name: getTableName(table) };
}

export type TableConfig = ReturnType<typeof getTableConfig>;

const configs = new WeakMap<PgTable, TableConfig>();

/** Drizzle's `getTableConfig`, which runs the table's callback each time: here once. Throws what the callback throws. */
export function tableConfig(table: PgTable): TableConfig {
  const config = configs.get(table) ?? getTableConfig(table);
  configs.set(table, config);
  return config;
}

/** What a column holds besides that of its type declarations. */
interface Internals {
  /** Public in 0.45 alone. */
  readonly table: PgTable;
  /** 0.45: the column type of an array's elements. */
  readonly baseColumn?: PgColumn;
  /** 0.45: `.array(3)`. */
  readonly size?: number;
  /** 1.0: how many `[]`. (In 0.45 the length of a pgvector vector.) */
  readonly dimensions?: number;
  readonly enum?: EnumType;
  /** 1.0: of a PostGIS geometry. */
  readonly srid?: number;
}

export function internals(column: PgColumn): Internals {
  return column as PgColumn & Internals;
}

export function isDrizzle1(column: PgColumn): boolean {
  return "isAlias" in column;
}

/** 1.0 tells whether the models name a constraint or an index; of 0.45 nobody knows. */
export function isUnnamed(part: object): boolean {
  const { isNameExplicit: told } = part as { isNameExplicit?: boolean | (() => boolean) };
  return (typeof told === "function" ? told.call(part) : told) === false;
}

/** The column's name in the database. In 1.0 it is final; in 0.45 the casing decides where the key is the name. */
export function columnName(column: PgColumn, casing: Casing): string {
  if (casing === undefined || !column.keyAsName || isDrizzle1(column)) return column.name;
  return casing === "snake_case" ? toSnakeCase(column.name) : toCamelCase(column.name);
}

/** The column that says what an array's elements are; of other columns the column itself. */
export function elementColumn(column: PgColumn): PgColumn {
  const { baseColumn } = internals(column);
  return baseColumn === undefined ? column : elementColumn(baseColumn);
}

/** `[]`, `[3][]`; empty when the column is no array. Errors: MODEL_INVALID. */
export function arraySuffix(column: PgColumn): string {
  const { baseColumn, size, dimensions = 0 } = internals(column);
  if (baseColumn !== undefined) return `${arraySuffix(baseColumn)}[${size ?? ""}]`;
  if (!isDrizzle1(column)) return "";
  if (Number.isInteger(dimensions)) return "[]".repeat(dimensions);
  throw new VarveError("MODEL_INVALID", {
    message: `column "${column.name}": .array() takes "[]", "[][]", … in this version of Drizzle.`,
    hint: `PostgreSQL ignores the size of an array: write .array() for one dimension, .array("[][]") for two.`,
  });
}
