import { encodeId, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteName } from "../../sql/quote.ts";
import { quoted } from "../../sql/quoted.ts";
import type { ColumnId } from "../facts/column.ts";

/**
 * The engine adds the generated columns of a new table one by one behind all others. They are declared with the table, in their
 * places, unless what their expressions use is made after it.
 */
export function declareGenerated(actions: readonly Action[], _from: FactBase, to: FactBase): Action[] {
  const made = new Map(
    [...actions.entries()].flatMap(([place, { verb, produces }]) =>
      verb === "create" ? produces.map((id) => [encodeId(id), place] as const) : [],
    ),
  );
  const placeOf = (id: StableId) => made.get(encodeId(id)) ?? -1;
  const result: (Action | undefined)[] = [...actions];
  for (const [i, action] of actions.entries()) {
    const column = generatedColumn(action, to);
    if (column === undefined) continue;
    const id: StableId = { kind: "table", schema: column.schema, name: column.table };
    const place = placeOf(id);
    const table = result[place];
    const used = to.outgoingEdges(column).flatMap((edge) => (edge.kind === "depends" ? [edge.to] : []));
    // What a table shares with a parent is told by another mend.
    if (table === undefined || to.get(id)?.payload.parentTable != null) continue;
    if (used.some((each) => placeOf(each) > place)) continue;
    const sql = withColumn(table, { ...column, clause: action.sql.slice(prefixOf(column).length) }, to);
    if (sql === undefined) continue;
    const needed = [...action.consumes, ...used].filter((each) => placeOf(each) < place);
    const produces = [...table.produces, ...action.produces];
    result[place] = { ...table, sql, produces, consumes: [...table.consumes, ...needed] };
    result[i] = undefined;
  }
  return result.filter((action) => action !== undefined);
}

/** What an `ALTER TABLE … ADD COLUMN … GENERATED` adds. */
function generatedColumn({ sql, produces: [id] }: Action, to: FactBase): ColumnId | undefined {
  if (id?.kind !== "column" || to.get(id)?.payload.generatedExpr == null) return undefined;
  return sql.startsWith(prefixOf(id as ColumnId)) ? (id as ColumnId) : undefined;
}

function prefixOf({ schema, table }: ColumnId): string {
  return `ALTER TABLE ${quoteName(table, schema)} ADD COLUMN `;
}

/** Undefined where the columns don't stand in the statement. */
function withColumn(
  { sql, produces }: Action,
  { clause, ...column }: ColumnId & { readonly clause: string },
  to: FactBase,
): string | undefined {
  const positionOf = (id: StableId) => Number(to.get(id)?.payload._position);
  const columns = produces.filter(({ kind }) => kind === "column");
  const before = columns.filter((id) => positionOf(id) < positionOf(column)).length;
  const [start, ...ends] = elementEnds(sql);
  const at = before === 0 ? start : ends[before - 1];
  if (start === undefined || at === undefined) return undefined;
  const isOnly = sql.slice(start).startsWith(")");
  const element = before > 0 ? `, ${clause}` : isOnly ? clause : `${clause}, `;
  return sql.slice(0, at) + element + sql.slice(at);
}

/** Where the elements of `CREATE TABLE t (a int, b text)` begin, and where each of them ends. */
function elementEnds(sql: string): number[] {
  const places: number[] = [];
  let depth = 0;
  for (const { 0: part, index } of sql.matchAll(quoted("[()[\\],]"))) {
    if (part === "(" || part === "[") depth++;
    if (part === "(" && places.length === 0) places.push(index + 1);
    if (part === "," && depth === 1) places.push(index);
    if (part === ")" || part === "]") depth--;
    if (part === ")" && depth === 0) return [...places, index];
  }
  return [];
}
