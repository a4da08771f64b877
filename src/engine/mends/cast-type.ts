// The types that an expression converts from and to. Pure.
import type { Fact, FactBase, StableId } from "@supabase/pg-delta/core";
import { bareName } from "../../sql/quote.ts";
import { columnsOf } from "../facts/inherited-column.ts";
import type { TableId } from "../facts/partitions.ts";
import { isView, viewColumns } from "../facts/view-columns.ts";

export interface Type {
  /** As SQL writes it, without a collation. */
  readonly text: string;
  /** Without length, precision or array brackets; of a domain, what it is made of. */
  readonly base: string;
  readonly isArray: boolean;
  /** An enum, a composite, a range or the row of a table or view. */
  readonly isOwn: boolean;
  /** Of an array: of its elements. */
  readonly range: RangeShape | undefined;
  /** Of a composite: the types of its attributes by name, in order. */
  readonly attributes: ReadonlyMap<string, Type>;
}

export interface RangeShape {
  readonly isMulti: boolean;
  /** The multirange that PostgreSQL made with a range; of a multirange, that range. */
  readonly counterpart: string;
}

/** Undefined for what is no range and no multirange. `written`: as format_type() writes it. */
export function rangeOf(written: string, facts: FactBase): RangeShape | undefined {
  const [, subtype, multi] = /^(int4|int8|num|ts|tstz|date)(multi)?range$/.exec(written) ?? [];
  if (subtype !== undefined)
    return {
      isMulti: multi !== undefined,
      counterpart: `${subtype}${multi === undefined ? "multi" : ""}range`,
    };
  const own = ownType(written, facts);
  if (own?.payload.variant !== "range") return undefined;
  const multirange = String(own.payload.multirangeTypeName);
  const isMulti = multirange === written;
  return { isMulti, counterpart: isMulti ? nameOf(own) : multirange };
}

export function readType(written: string, facts: FactBase): Type {
  const text = written.replace(/ COLLATE .*$/s, "");
  const element = text.replace(/(\[\])+$/, "");
  const isArray = element !== text;
  const own = ownType(element, facts);
  if (own?.id.kind === "domain") {
    const made = readType(String(own.payload.baseType), facts);
    return { ...made, text, isArray: isArray || made.isArray };
  }
  // `interval day to second(3)` is an interval.
  const base =
    own === undefined ? element.replace(/ ?\([^)]*\)/, "").replace(/^interval .*/, "interval") : element;
  return {
    text,
    base,
    isArray,
    isOwn: own !== undefined,
    range: rangeOf(element, facts),
    attributes: attributesOf(own, facts),
  };
}

function attributesOf(own: Fact | undefined, facts: FactBase): Map<string, Type> {
  const attributes = (own && attributeTypes(own, facts)) ?? [];
  return new Map([...attributes].map(([name, type]) => [name, readType(type, facts)]));
}

/** Of a composite type or a row type: the types by their names, in order. */
export function attributeTypes(own: Fact, facts: FactBase): Map<string, string> | undefined {
  const { id, payload } = own;
  if (isView(id)) return new Map(viewColumns(own).map(({ name, type }) => [name, type]));
  if (id.kind !== "table" && payload.variant !== "composite") return undefined;
  return new Map(
    partsOf(id, facts)
      .toSorted((a, b) => Number(a.payload._position) - Number(b.payload._position))
      .map((part) => [(part.id as { name: string }).name, String(part.payload.type)]),
  );
}

function partsOf(id: StableId, facts: FactBase): Fact[] {
  if (id.kind === "table") return [...columnsOf(id as TableId, facts).values()];
  return facts.childrenOf(id).filter((part) => part.id.kind === "typeAttribute");
}

/** Of an array of a composite type. */
export function elementOf(array: Type): Type {
  return { ...array, text: array.base, isArray: false };
}

/** A type, domain or table by how its type is written. */
export function ownType(written: string, facts: FactBase): Fact | undefined {
  return ownTypes(facts).get(written);
}

/** The types, domains, tables and views of a schema by how they are written. */
function ownTypes(facts: FactBase): Map<string, Fact> {
  const known = ownTypesOf.get(facts);
  if (known !== undefined) return known;
  const types = new Map<string, Fact>();
  for (const fact of facts.facts()) {
    const { id } = fact;
    if (named.has(id.kind) || isView(id)) types.set(nameOf(fact), fact);
    if (fact.payload.variant === "range") types.set(String(fact.payload.multirangeTypeName), fact);
  }
  ownTypesOf.set(facts, types);
  return types;
}

function nameOf({ id }: Fact): string {
  const { schema, name } = id as { schema: string; name: string };
  return `${bareName(schema)}.${bareName(name)}`;
}

const named = new Set<string>(["type", "domain", "table"]);

const ownTypesOf = new WeakMap<FactBase, Map<string, Fact>>();

const strings = new Set(["text", "character varying", "character", "bpchar", "name"]);

export function isString({ base, isOwn }: Type): boolean {
  return !isOwn && strings.has(base);
}

/** As a text it loses the spaces at its end, which not every type reads over. Manual: 8.3 Character Types. */
export function isPadded({ base, isOwn }: Type): boolean {
  return !isOwn && (base === "character" || base === "bpchar");
}

export function isJson({ base }: Type): boolean {
  return base === "json" || base === "jsonb";
}

/** PostgreSQL's own types are written without a schema; for any other, an extension may have brought a cast. */
export function isKnown(base: string): boolean {
  return !base.includes(".");
}
