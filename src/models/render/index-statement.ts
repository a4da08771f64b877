import { getTableColumns, is, SQL } from "drizzle-orm";
import type { Index, IndexedColumn, PgTable } from "drizzle-orm/pg-core";
import { VarveError } from "../../errors.ts";
import { renderLiteral } from "../../sql/literal.ts";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { type Casing, columnName, isUnnamed, tableName } from "../drizzle.ts";
import type { Rendered } from "../statement.ts";
import { sqlText } from "./sql-text.ts";

/**
 * `.concurrently()` says how to build it, not what it is. `only` is left out as well: Drizzle sets it for every
 * `.using()`. Errors: MODEL_INVALID when an index over an expression has no name.
 */
export function renderIndex(index: Index, casing: Casing): Rendered {
  const { config } = index;
  const { name: table, schema } = tableName(config.table);
  const parts = config.columns.map((part) =>
    is(part, SQL) ? part : namedPart(part as IndexedColumn, config.table, casing),
  );
  const name = config.name ?? derivedName(table, parts);
  const rendered = parts.map((part) =>
    is(part, SQL) ? sqlText(part, { casing, ofTable: config.table }) : renderIndexedColumn(part),
  );
  const sql = [
    `CREATE ${config.unique ? "UNIQUE " : ""}INDEX ${quoteIdentifier(name)}`,
    `ON ${quoteName(table, schema)} USING ${config.method ?? "btree"} (${rendered.join(", ")})`,
    ...withOptions(config.with ?? {}),
    ...(config.where === undefined
      ? []
      : [`WHERE ${sqlText(config.where, { casing, ofTable: config.table })}`]),
  ].join(" ");
  return { kind: "index", schema, on: table, name, isUnnamed: isUnnamed(index), sql };
}

interface NamedPart {
  readonly name: string;
  readonly indexConfig: Partial<IndexedColumn["indexConfig"]>;
}

/** An index keeps a copy of the column, which doesn't know the version of Drizzle that decides about the casing. */
function namedPart({ name = "", indexConfig }: IndexedColumn, table: PgTable, casing: Casing): NamedPart {
  const column = Object.values(getTableColumns(table)).find((candidate) => candidate.name === name);
  return { name: column === undefined ? name : columnName(column, casing), indexConfig: indexConfig ?? {} };
}

/** `.desc()` means NULLS LAST to Drizzle (it says so in the metadata, and drizzle-kit writes it), unlike in PostgreSQL. */
function renderIndexedColumn({ name, indexConfig }: NamedPart): string {
  const { order = "asc", nulls, opClass } = indexConfig;
  const usual = order === "asc" ? "last" : "first";
  return [
    quoteIdentifier(name),
    ...(opClass === undefined ? [] : [opClass]),
    ...(order === "desc" ? ["DESC"] : []),
    ...(nulls === undefined || nulls === usual ? [] : [`NULLS ${nulls.toUpperCase()}`]),
  ].join(" ");
}

/** `table_a_b_index`, as drizzle-kit names it. */
function derivedName(table: string, parts: readonly (NamedPart | SQL)[]): string {
  const names = parts.map((part) => {
    if (!is(part, SQL)) return (part as NamedPart).name;
    throw new VarveError("MODEL_INVALID", {
      message: "an index over an expression needs a name of its own.",
      hint: `Name it: index("…").on(sql\`…\`).`,
    });
  });
  return `${[table, ...names].join("_")}_index`;
}

/** drizzle-kit writes values as they are, so a text may bring its own quotes. */
function withOptions(options: Readonly<Record<string, unknown>>): string[] {
  const text = (value: unknown) =>
    typeof value === "string" && /^'.*'$/s.test(value) ? value : renderLiteral(value);
  const entries = Object.entries(options).map(([key, value]) => `${key} = ${text(value)}`);
  return entries.length === 0 ? [] : [`WITH (${entries.join(", ")})`];
}
