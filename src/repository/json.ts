// Drizzle 0.45 parses JSON that pg has parsed already: a stored string "10.5" would be read as the number 10.5.

import { is } from "drizzle-orm";
import { type PgColumn, PgJson, PgJsonb } from "drizzle-orm/pg-core";
import pg from "pg";
import type { Query, Send } from "./executor.ts";
import type { TableShape } from "./table.ts";

type TypeParser = typeof pg.types.getTypeParser;

/** The types json and jsonb, and arrays of them, by their numbers in pg_type. */
const jsonTypes: readonly number[] = [114, 3802];
const jsonArrayTypes: readonly number[] = [199, 3807];
const textArrayType = 1009;

/** Drizzle 1.0 leaves what pg has parsed as it is. */
const parsesAgain = Object.hasOwn(PgJsonb.prototype, "mapFromDriverValue");

/**
 * Leaves JSON as text, so that Drizzle's parsing is the only one; not when a custom type of the table reads JSON, which
 * expects it parsed.
 */
export function readingJsonOnce({ columns }: TableShape): (send: Send) => Send {
  const json = Object.values(columns).filter((column) => /^jsonb?\b/.test(column.getSQLType()));
  if (!parsesAgain || json.length === 0 || !json.every(isDrizzleJson)) return (send) => send;
  return (send) => (query, values) =>
    send({ ...query, types: { getTypeParser: textForJson(query) } }, values);
}

function isDrizzleJson(column: PgColumn): boolean {
  const { baseColumn } = column as PgColumn & { baseColumn?: PgColumn };
  return baseColumn === undefined ? is(column, PgJson) || is(column, PgJsonb) : isDrizzleJson(baseColumn);
}

function textForJson({ types = pg.types }: Query): TypeParser {
  return ((type: number, format: "text") => {
    if (jsonTypes.includes(type)) return (text: string) => text;
    return types.getTypeParser(jsonArrayTypes.includes(type) ? textArrayType : type, format);
  }) as TypeParser;
}
