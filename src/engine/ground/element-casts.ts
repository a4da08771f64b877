// USING can't take an array apart, but a cast of its elements reaches each of them: it is made for the moment. Pure.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { distinctBy } from "../../by-key.ts";
import { quoteName } from "../../sql/quote.ts";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import { withSuffix } from "../facts/free-name.ts";
import { columnsOf } from "../facts/inherited-column.ts";
import type { TableName } from "../facts/partitions.ts";
import { composed, hasOtherPlaces } from "../mends/cast.ts";
import { elementOf, ownType, readType, type Type } from "../mends/cast-type.ts";
import { readColumnAlter } from "../mends/column-alter.ts";
import { quotedName } from "../names.ts";
import type { Schema } from "../reading/catalog.ts";
import type { Copy } from "./copied-tables.ts";

/** From one composite type to another, or from the row type of a table. */
interface ElementCast {
  readonly before: Type;
  readonly after: Type;
  readonly ids: readonly [before: StableId, after: StableId];
}

interface Sides {
  /** The schema before, what is in the way put aside. */
  readonly from: Schema;
  readonly to: Schema;
  readonly copies: readonly Copy[];
}

/** Each cast is made before the first action that needs it, and dropped behind the last. Manual: CREATE CAST. */
export function castElements(actions: readonly Action[], sides: Sides): readonly Action[] {
  const needed = castsOfRuns(actions, sides);
  const made = distinctBy(needed.flat(), castName).filter((cast) => !isStanding(cast, sides));
  const casts = made.map((cast) => {
    const isNeeded = (each: readonly ElementCast[]) =>
      each.some((other) => castName(other) === castName(cast));
    return { cast, first: needed.findIndex(isNeeded), last: needed.findLastIndex(isNeeded) };
  });
  return actions.flatMap((action, place) => [
    ...casts.flatMap(({ cast, first }) => (first === place ? make(cast) : [])),
    action,
    ...casts.toReversed().flatMap(({ cast, last }) => (last === place ? drop(cast) : [])),
  ]);
}

/** What alters columns of one table in a row stays together: it may become one statement. */
function castsOfRuns(actions: readonly Action[], sides: Sides): ElementCast[][] {
  let run: ElementCast[] = [];
  let last: string | undefined;
  return actions.map((action) => {
    const { id } = columnAlterOf(action) ?? {};
    const table = id && quoteName(id.table, id.schema);
    if (table === undefined || table !== last) run = [];
    last = table;
    run.push(...castsOf(action, sides));
    return run;
  });
}

function columnAlterOf({ sql, uses, creates, drops }: Action) {
  return readColumnAlter({ sql, consumes: uses, produces: creates, destroys: drops });
}

function castsOf(action: Action, { copies, ...sides }: Sides): ElementCast[] {
  const [from, to] = [sides.from.facts, sides.to.facts];
  const alter = columnAlterOf(action);
  if (alter?.does.startsWith("TYPE ")) return castsOfColumn(from.get(alter.id), from, to.get(alter.id), to);
  const [table] = action.sql.startsWith("INSERT INTO ") ? action.uses : [];
  const copy = table && copies.find(({ id }) => encodeId(id) === encodeId(table));
  if (copy === undefined) return [];
  const before = columnsOf(copy.aside, from);
  return [...columnsOf(copy.id, to)].flatMap(([name, column]) =>
    castsOfColumn(before.get(name), from, column, to),
  );
}

function castsOfColumn(
  before: Fact | undefined,
  from: FactBase,
  after: Fact | undefined,
  to: FactBase,
): ElementCast[] {
  if (before === undefined || after === undefined) return [];
  const idOf = ({ text }: Type, facts: FactBase) => (ownType(text, facts) as Fact).id;
  return castsBetween(
    readType(String(before.payload.type), from),
    readType(String(after.payload.type), to),
  ).map(({ before, after }) => ({ before, after, ids: [idOf(before, from), idOf(after, to)] }));
}

/** Each behind those that it needs itself. */
function castsBetween(before: Type, after: Type): Omit<ElementCast, "ids">[] {
  if (before.attributes.size === 0 || before.text === after.text) return [];
  const isByElement = before.isArray && after.isArray;
  if (isByElement && !hasOtherPlaces(before, after)) return [];
  const within = [...after.attributes].flatMap(([name, type]) => {
    const old = before.attributes.get(name);
    return old === undefined ? [] : castsBetween(old, type);
  });
  return isByElement && after.attributes.size > 0
    ? [...within, { before: elementOf(before), after: elementOf(after) }]
    : within;
}

/** Two types have one cast: somebody's own serves as well. */
function isStanding({ before, after }: ElementCast, { from, to }: Sides): boolean {
  const name = `(${before.text} AS ${after.text})`;
  return [from, to].every(({ operators }) =>
    operators.some(({ kind, object }) => kind === "CAST" && object === name),
  );
}

function make(cast: ElementCast): Action[] {
  const { before, after, ids } = cast;
  const [old, next] = ids.map(quotedName);
  return [
    `CREATE FUNCTION ${converterOf(cast)}(element ${old}) RETURNS ${next} LANGUAGE sql
  RETURN ${composed("element", before, after)}`,
    `CREATE ${castName(cast)} WITH FUNCTION ${converterOf(cast)}(${old})`,
  ].map((sql) => toAction(statement(sql, ids[1])));
}

function drop(cast: ElementCast): Action[] {
  const { ids } = cast;
  const converter = `${converterOf(cast)}(${quotedName(ids[0])})`;
  return [`DROP ${castName(cast)}`, `DROP FUNCTION ${converter}`].map((sql) =>
    toAction(statement(sql, ids[1])),
  );
}

function castName({ ids }: ElementCast): string {
  return `CAST (${ids.map(quotedName).join(" AS ")})`;
}

function converterOf({ ids }: ElementCast): string {
  const { schema, name } = ids[1] as TableName;
  return quoteName(withSuffix(name, "__converted"), schema);
}
