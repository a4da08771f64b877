import type { Fact, FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { VarveError } from "../../errors.ts";
import { bareName, quoteIdentifier } from "../../sql/quote.ts";
import { columnsOf } from "../facts/inherited-column.ts";
import type { TableId } from "../facts/partitions.ts";
import { isAssignable, isCastable, numbers } from "./built-in-casts.ts";
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

interface Type {
  /** As SQL writes it, without a collation. */
  readonly text: string;
  /** Without length, precision or array brackets; of a domain, what it is made of. */
  readonly base: string;
  readonly isArray: boolean;
  /** An enum, a composite, a range or the row of a table. */
  readonly isOwn: boolean;
  /** Of a composite: the types of its attributes by name, in order. */
  readonly attributes: ReadonlyMap<string, Type>;
}

function readType(written: string, facts: FactBase): Type {
  const text = written.replace(/ COLLATE .*$/s, "");
  const element = text.replace(/(\[\])+$/, "");
  const isArray = element !== text;
  const own = ownTypes(facts).get(element);
  if (own?.id.kind === "domain") {
    const made = readType(String(own.payload.baseType), facts);
    return { ...made, text, isArray: isArray || made.isArray };
  }
  // `interval day to second(3)` is an interval.
  const base =
    own === undefined ? element.replace(/ ?\([^)]*\)/, "").replace(/^interval .*/, "interval") : element;
  return { text, base, isArray, isOwn: own !== undefined, attributes: attributesOf(own, facts) };
}

function attributesOf(own: Fact | undefined, facts: FactBase): Map<string, Type> {
  const attributes = own === undefined ? [] : partsOf(own, facts);
  return new Map(
    attributes
      .toSorted((a, b) => Number(a.payload._position) - Number(b.payload._position))
      .map(({ id, payload }) => [(id as { name: string }).name, readType(String(payload.type), facts)]),
  );
}

function partsOf({ id }: Fact, facts: FactBase): Fact[] {
  if (id.kind === "table") return [...columnsOf(id as TableId, facts).values()];
  return facts.childrenOf(id).filter((part) => part.id.kind === "typeAttribute");
}

/** The types, domains and tables of a schema by how they are written. */
function ownTypes(facts: FactBase): Map<string, Fact> {
  const known = ownTypesOf.get(facts);
  if (known !== undefined) return known;
  const types = new Map<string, Fact>();
  for (const fact of facts.facts()) {
    const { id } = fact;
    if (id.kind === "type" || id.kind === "domain" || id.kind === "table")
      types.set(`${bareName(id.schema)}.${bareName(id.name)}`, fact);
    if (fact.payload.variant === "range") types.set(String(fact.payload.multirangeTypeName), fact);
  }
  ownTypesOf.set(facts, types);
  return types;
}

const ownTypesOf = new WeakMap<FactBase, Map<string, Fact>>();

/** How a value gets from one type to the other; undefined where PostgreSQL does it by itself. */
function conversion(value: string, before: Type, after: Type): string | undefined {
  // A composite of one name is altered in place, as far as it changes at all.
  if (before.attributes.size > 0 && before.text === after.text) return undefined;
  if (before.isArray && !after.isArray) return fromArray(value, before, after);
  if (after.isArray && !before.isArray) return toArray(value, before, after);
  if (before.attributes.size > 0 && after.attributes.size > 0)
    return after.isArray ? composedArray() : composed(value, before, after);
  if (before.isOwn || after.isOwn) return isString(before) || isString(after) ? explicit() : throughText();
  // Its cast to a text writes the netmask of a single host, which its output leaves out.
  if (isString(after) && before.base === "inet")
    return before.isArray ? `${value}::text::${after.text}` : `abbrev(${value})`;
  if (isString(after) || isAssignable(before.base, after.base)) return undefined;
  if (isString(before)) return explicit();
  if (isJson(after)) return before.isArray ? throughText() : asJson(value, after);
  if (isJson(before)) return isCastable(before.base, after.base) ? explicit() : throughText();
  if (isCastable(before.base, after.base)) return explicit();
  if (before.base === "boolean" || after.base === "boolean") {
    const other = before.base === "boolean" ? after.base : before.base;
    if (numbers.includes(other)) return `${value}::integer${brackets(after)}::${after.text}`;
  }
  return isKnown(before.base) && isKnown(after.base) ? throughText() : explicit();

  /** As a text, which knows attributes by their place alone; an array can't be taken apart in USING. */
  function composedArray(): string {
    const [old, now] = [before, after].map(({ attributes }) => [...attributes.keys()].join());
    if (old === now) return throughText();
    throw new VarveError("PLAN_IMPOSSIBLE", {
      message: `Values of ${after.text} can't get attributes that come, go or change places, and other types at once.`,
      hint: "Split the change in two: generate one revision that adds or drops attributes, then one that changes their types.",
    });
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
function composed(value: string, before: Type, after: Type): string {
  const attributes = [...after.attributes].map(([name, type]) => {
    const old = before.attributes.get(name);
    const attribute = `(${value}).${quoteIdentifier(name)}`;
    return old === undefined ? "NULL" : (conversion(attribute, old, type) ?? attribute);
  });
  return `CASE WHEN ${value} IS DISTINCT FROM NULL THEN ROW(${attributes.join(", ")})::${after.text} END`;
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

/**
 * A JSON array gives its elements, any other JSON becomes one of them. USING can't ask jsonb_array_elements_text(), which takes a
 * subquery, but a record reads an array in where one of its attributes is an array, as one of every row of pg_class is.
 */
function jsonElements(value: string, before: Type, after: Type): string {
  const json = before.base === "json" ? `${value}::jsonb` : value;
  const record = `jsonb_populate_record(NULL::pg_catalog.pg_class, jsonb_build_object('reloptions', ${json}))`;
  const texts = `CASE WHEN jsonb_typeof(${json}) = 'array' THEN (${record}).reloptions WHEN ${value} IS NOT NULL THEN ARRAY[${json} #>> '{}'] END`;
  return isString(after) ? texts : `(${texts})::${after.text}`;
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

const strings = new Set(["text", "character varying", "character", "bpchar", "name"]);

function isString({ base, isOwn }: Type): boolean {
  return !isOwn && strings.has(base);
}

/** As a text it loses the spaces at its end, which not every type reads over. Manual: 8.3 Character Types. */
function isPadded({ base, isOwn }: Type): boolean {
  return !isOwn && (base === "character" || base === "bpchar");
}

function isJson({ base }: Type): boolean {
  return base === "json" || base === "jsonb";
}

/** PostgreSQL's own types are written without a schema; for any other, an extension may have brought a cast. */
function isKnown(base: string): boolean {
  return !base.includes(".");
}
