import type { SQLWrapper } from "drizzle-orm";
import { is } from "drizzle-orm";
import { PgColumn, type PgTable } from "drizzle-orm/pg-core";
import { renderLiteral } from "../../sql/literal.ts";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { type Casing, columnName, tableName } from "../drizzle.ts";
import { isExpression, sqlText } from "../render/sql-text.ts";
import type { Rendered } from "../statement.ts";
import {
  type Declaration,
  declaration,
  declare,
  isDeclaration,
  type SchemaOption,
  schemaName,
} from "./declaration.ts";

/** What rows are spread by: columns, or expressions written with sql. */
export type PartitionKey =
  | { readonly range: readonly (PgColumn | SQLWrapper)[] }
  | { readonly list: readonly (PgColumn | SQLWrapper)[] }
  | { readonly hash: readonly (PgColumn | SQLWrapper)[] };

export interface Partitioning {
  readonly kind: "partitioning";
  readonly table: PgTable;
  readonly key: PartitionKey;
}

/**
 * Says that a table is partitioned. Its primary key and unique constraints must hold the columns of the key.
 *
 * @example export const eventsByTime = partitionBy(events, { range: [events.createdAt] });
 */
export function partitionBy(table: PgTable, key: PartitionKey): Declaration<Partitioning> {
  return declare({ kind: "partitioning", table, key });
}

/** `from` is within, `to` is not; sql`MINVALUE` and sql`MAXVALUE` leave a side open. */
export type PartitionBound =
  | { readonly from: readonly unknown[]; readonly to: readonly unknown[] }
  | { readonly in: readonly unknown[] }
  | { readonly modulus: number; readonly remainder: number }
  | "default";

export interface PartitionOptions {
  /** Default: the schema of the table. */
  schema?: SchemaOption;
  /** Makes the partition a partitioned table itself. */
  by?: PartitionKey | undefined;
}

export interface Partition {
  readonly kind: "partition";
  readonly of: PgTable | Declaration<Partition>;
  readonly name: string;
  readonly bound: PartitionBound;
  readonly options: PartitionOptions;
}

/**
 * A partition of a table, or of another partition that is partitioned itself.
 *
 * @example export const events2026 = partition(events, "events_2026", { from: ["2026-01-01"], to: ["2027-01-01"] });
 */
export function partition(
  of: PgTable | Declaration<Partition>,
  name: string,
  bound: PartitionBound,
  options: PartitionOptions = {},
): Declaration<Partition> {
  return declare({ kind: "partition", of, name, bound, options });
}

export function renderPartitionKey(key: PartitionKey, casing: Casing): string {
  const [[strategy, parts] = ["range", []]] = Object.entries(key) as [string, (PgColumn | SQLWrapper)[]][];
  const rendered = parts.map((part) =>
    is(part, PgColumn)
      ? quoteIdentifier(columnName(part, casing))
      : `(${sqlText(part, { casing, bareColumns: true })})`,
  );
  return `PARTITION BY ${strategy.toUpperCase()} (${rendered.join(", ")})`;
}

export function renderPartition(partitionOf: Partition, casing: Casing): Rendered {
  const { name, bound, options } = partitionOf;
  const parent = isDeclaration(partitionOf.of)
    ? partitionName(partitionOf.of[declaration])
    : tableName(partitionOf.of);
  const { schema } = partitionName(partitionOf);
  const sql = [
    `CREATE TABLE ${quoteName(name, schema)} PARTITION OF ${quoteName(parent.name, parent.schema)}`,
    renderBound(bound, casing),
    ...(options.by === undefined ? [] : [renderPartitionKey(options.by, casing)]),
  ].join(" ");
  return { kind: "partition", schema, name, sql };
}

function partitionName({ name, options, of }: Partition): { schema: string; name: string } {
  if (options.schema !== undefined) return { schema: schemaName(options.schema), name };
  return { schema: isDeclaration(of) ? partitionName(of[declaration]).schema : tableName(of).schema, name };
}

function renderBound(bound: PartitionBound, casing: Casing): string {
  const values = (list: readonly unknown[]) =>
    list.map((value) => (isExpression(value) ? sqlText(value, { casing }) : renderLiteral(value))).join(", ");
  if (bound === "default") return "DEFAULT";
  if ("in" in bound) return `FOR VALUES IN (${values(bound.in)})`;
  if ("from" in bound) return `FOR VALUES FROM (${values(bound.from)}) TO (${values(bound.to)})`;
  return `FOR VALUES WITH (MODULUS ${bound.modulus}, REMAINDER ${bound.remainder})`;
}
