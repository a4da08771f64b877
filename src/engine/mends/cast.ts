import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier } from "../../sql/quote.ts";
import { isAssignable, isCastable, numbers } from "./built-in-casts.ts";
import { isJson, isKnown, isPadded, isString, type RangeShape, readType, type Type } from "./cast-type.ts";
import { readColumnAlter } from "./column-alter.ts";

/**
 * The engine converts every column with an explicit cast, which does not exist for all types, and which cuts a text
 * that is too long where PostgreSQL's own conversion refuses it. Manual: ALTER TABLE, "USING"; CREATE CAST.
 */
export function mendCasts(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  return actions.map((action) => {
    const alter = readColumnAlter(action);
    if (alter === undefined || action.verb !== "alter" || !/^TYPE .* USING /s.test(alter.does)) return action;
    const [before, after] = [from.get(alter.id)?.payload.type, to.get(alter.id)?.payload.type];
    if (before === undefined || after === undefined) return action;
    const value = quoteIdentifier(alter.id.name);
    const using = conversion(value, readType(String(before), from), readType(String(after), to));
    return { ...action, sql: `${alter.prefix}TYPE ${after}${using === undefined ? "" : ` USING ${using}`}` };
  });
}

/** An expression that turns a value of one type into one of another. */
export function convert(value: string, before: string, from: FactBase, after: string, to: FactBase): string {
  if (before === after) return value;
  return (
    conversion(value, readType(before, from), readType(after, to)) ?? `${value}::${readType(after, to).text}`
  );
}

/** How a value gets from one type to the other; undefined where PostgreSQL does it by itself. */
function conversion(value: string, before: Type, after: Type): string | undefined {
  // A composite of one name is altered in place, as far as it changes at all.
  if (before.attributes.size > 0 && before.text === after.text) return undefined;
  if (before.isArray && !after.isArray) return fromArray(value, before, after);
  if (after.isArray && !before.isArray) return toArray(value, before, after);
  if (before.attributes.size > 0 && after.attributes.size > 0)
    return after.isArray ? composedArray() : composed(value, before, after);
  if (changesShape(before, after)) return betweenRanges(value, before.range, after);
  if (isJson(after) && before.isOwn && !before.isArray) return asJson(value, after);
  if (isJson(before) && after.isOwn && !before.isArray && !after.isArray)
    return after.attributes.size > 0
      ? `jsonb_populate_record(NULL::${after.text}, ${binary(value, before)})`
      : `(${value} #>> '{}')::${after.text}`;
  if (before.isOwn || after.isOwn) return isString(before) || isString(after) ? explicit() : throughText();
  // Its cast to a text writes the netmask of a single host, which its output leaves out.
  if (isString(after) && before.base === "inet")
    return before.isArray ? `${value}::text::${after.text}` : `abbrev(${value})`;
  if (isString(after) || isAssignable(before.base, after.base)) return undefined;
  if (isString(before)) return explicit();
  if (isJson(after)) return before.isArray ? throughText() : asJson(value, after);
  if (isJson(before) && !before.isArray && /\.hstore$/.test(after.base)) return asPairs(value, before, after);
  if (isJson(before) && !before.isArray && !isCastable(before.base, after.base))
    return `(${value} #>> '{}')::${after.text}`;
  if (isJson(before)) return isCastable(before.base, after.base) ? explicit() : throughText();
  if (isCastable(before.base, after.base)) return explicit();
  if (before.base === "boolean" || after.base === "boolean") {
    const other = before.base === "boolean" ? after.base : before.base;
    if (numbers.includes(other)) return `${value}::integer${brackets(after)}::${after.text}`;
  }
  return isKnown(before.base) && isKnown(after.base) ? throughText() : explicit();

  /** See element-casts.ts. */
  function composedArray(): string {
    return hasOtherPlaces(before, after) ? `${value}::${after.text}` : throughText();
  }
  function explicit(): string | undefined {
    if (isString(after)) return undefined;
    return isPadded(before) ? throughText() : `${value}::${after.text}`;
  }
  function throughText(): string {
    return `${value}::text${brackets(after)}::${after.text}`;
  }
}

/** Attribute by attribute: some may have come, gone or changed their type. */
export function composed(value: string, before: Type, after: Type): string {
  const attributes = [...after.attributes].map(([name, type]) => {
    const old = before.attributes.get(name);
    const attribute = `(${value}).${quoteIdentifier(name)}`;
    return old === undefined ? "NULL" : (conversion(attribute, old, type) ?? attribute);
  });
  return `CASE WHEN ${value} IS DISTINCT FROM NULL THEN ROW(${attributes.join(", ")})::${after.text} END`;
}

/** Attributes come, go or change places: a text knows them by their places alone. */
export function hasOtherPlaces(before: Type, after: Type): boolean {
  return places(before) !== places(after);
}

/** The names of the attributes, and of theirs, in order. */
function places({ attributes }: Type): string {
  return JSON.stringify([...attributes].map(([name, type]) => [name, places(type)]));
}

function brackets({ isArray }: Type): string {
  return isArray ? "[]" : "";
}

function toArray(value: string, before: Type, after: Type): string {
  if (isJson(before) && !isJson(after)) return jsonElements(value, before, after);
  const element: Type = { ...after, isArray: false, text: after.text.replace(/(\[\])+$/, "") };
  const converted = conversion(value, before, element) ?? value;
  return `CASE WHEN ${value} IS NOT NULL THEN ARRAY[${converted}]::${after.text} END`;
}

/** A JSON array gives its elements, any other JSON becomes one of them. */
function jsonElements(value: string, before: Type, after: Type): string {
  const json = binary(value, before);
  const texts = `CASE WHEN jsonb_typeof(${json}) = 'array' THEN ${textsIn(json)} WHEN ${value} IS NOT NULL THEN ARRAY[${json} #>> '{}'] END`;
  return isString(after) ? texts : `(${texts})::${after.text}`;
}

/**
 * The elements of a JSON array. USING can't ask jsonb_array_elements_text(), which takes a subquery, but a record reads an array in where
 * one of its attributes is an array, as one of every row of pg_class is.
 */
function textsIn(json: string): string {
  return `(jsonb_populate_record(NULL::pg_catalog.pg_class, jsonb_build_object('reloptions', ${json}))).reloptions`;
}

/** No cast leads from a JSON to an hstore, but a function does from keys and values. */
function asPairs(value: string, before: Type, { base }: Type): string {
  const listed = (part: string) =>
    textsIn(`jsonb_path_query_array(${binary(value, before)}, '$.keyvalue().${part}')`);
  return `${base}(${listed("key")}, ${listed("value")})`;
}

function binary(value: string, { base }: Type): string {
  return base === "json" ? `${value}::jsonb` : value;
}

/** A cast of the array takes its elements by their texts. */
function changesShape(before: Type, after: Type): before is Type & { range: RangeShape } {
  if (before.isArray || before.range === undefined || after.range === undefined) return false;
  return before.range.isMulti !== after.range.isMulti;
}

/** Of several ranges it takes all that is between them too. */
function betweenRanges(value: string, { isMulti, counterpart }: RangeShape, after: Type): string {
  const made = `${isMulti ? "range_merge" : "multirange"}(${value})`;
  if (after.text === counterpart) return made;
  return after.base === counterpart ? `${made}::${after.text}` : `${made}::text::${after.text}`;
}

/** A text takes every element, anything else the first. */
function fromArray(value: string, before: Type, after: Type): string {
  if (isString(after)) return `array_to_string(${value}, ',')::${after.text}`;
  if (isJson(after)) return asJson(value, after);
  const element: Type = { ...before, isArray: false, text: before.text.replace(/(\[\])+$/, "") };
  const first = `(${value})[1]`;
  return conversion(first, element, after) ?? first;
}

function asJson(value: string, { text, base }: Type): string {
  return text === base ? `to_${base}(${value})` : `to_${base}(${value})::${text}`;
}
