import { is, Param, SQL, Subquery, Table } from "drizzle-orm";
import { isPgEnum, PgColumn, PgTable } from "drizzle-orm/pg-core";
import { type EnumType, internals } from "./drizzle.ts";
import { isExpression } from "./render/sql-text.ts";
import { type AnyView, isAnyView } from "./render/view.ts";

const isAlias = Symbol.for("drizzle:IsAlias");

/** The tables, views and enums that stand in an expression as objects. What its raw text names stays unseen. */
export function* mentionsIn(chunk: unknown): Generator<PgTable | AnyView | EnumType> {
  if (isPgEnum(chunk)) yield chunk;
  if (typeof chunk !== "object" || chunk === null) return;
  if (Array.isArray(chunk)) for (const item of chunk) yield* mentionsIn(item);
  else if (is(chunk, Table)) {
    // An alias is no object of the database; what it stands for is in the FROM as well.
    if (is(chunk, PgTable) && !(chunk as { [isAlias]?: boolean })[isAlias]) yield chunk;
  } else if (isAnyView(chunk)) yield chunk;
  else if (is(chunk, PgColumn)) yield* mentionsIn(internals(chunk).table);
  else if (is(chunk, SQL)) for (const part of chunk.queryChunks) yield* mentionsIn(part);
  else if (is(chunk, SQL.Aliased)) yield* mentionsIn(chunk.sql);
  else if (is(chunk, Subquery)) yield* mentionsIn(chunk._.sql);
  else if (is(chunk, Param)) yield* mentionsIn(chunk.value);
  else if (isExpression(chunk)) {
    const sql = chunk.getSQL();
    // A name or a piece of text is its own SQL.
    if (!sql.queryChunks.includes(chunk)) yield* mentionsIn(sql);
  }
}
