// The types that a conversion leads from and to, and what can be wrong with it. Pure.
import { type FactBase, type RangeShape, rangeOf } from "../engine/index.ts";
import { readType, type TypeName } from "../sql/type-name.ts";

/** A type with its domains followed to what they are made of. */
export interface BaseType extends TypeName {
  /** Of an enum. */
  readonly labels: readonly string[] | undefined;
  /** Of an array: of its elements. */
  readonly range?: RangeShape | undefined;
  /** Of a type that is not PostgreSQL's own: the server tells before the change which texts it can't read. */
  readonly isTold?: boolean;
}

/**
 * Rows that PostgreSQL would refuse, or cut short, when the type is changed: `condition` is true for them.
 * "never": there can be none. "unknown": nobody can tell beforehand.
 */
export type CastRisk = "never" | "unknown" | { condition(value: string): string; readonly not: string };

export function baseTypeOf(facts: FactBase, text: string): BaseType | undefined {
  const type = readType(text);
  const range = type && rangeOf(type.text.replace(/(\[\])+$/, ""), facts);
  if (type?.schema === undefined) return type && { ...type, range, labels: undefined };
  const { schema, name, isArray } = type;
  const domain = facts.get({ kind: "domain", schema, name });
  if (domain !== undefined) {
    const base = baseTypeOf(facts, String(domain.payload.baseType));
    return base && (isArray ? { ...base, isArray, text: `${base.text}[]` } : base);
  }
  const labels = facts.get({ kind: "type", schema, name })?.payload.values;
  return { ...type, range, labels: Array.isArray(labels) ? (labels as string[]) : undefined };
}

export const textType: BaseType = {
  text: "text",
  schema: undefined,
  name: "text",
  modifiers: [],
  isArray: false,
  collation: undefined,
  labels: undefined,
};

export function elementOf(type: BaseType): BaseType {
  return { ...type, isArray: false, text: type.text.replace(/(\[\])+$/, "") };
}

const textTypes = new Set(["text", "varchar", "bpchar", "name", "citext"]);

export function isText({ name, labels }: BaseType): boolean {
  return labels === undefined && textTypes.has(name);
}

export function isJson({ name, schema }: BaseType): boolean {
  return schema === undefined && /^jsonb?$/.test(name);
}
