// What a conversion takes from a column's old type to its new one does to the values. Pure.
import { isDeepStrictEqual } from "node:util";
import type { Node } from "libpg-query";
import type { FactBase, StableId } from "../engine/index.ts";
import { castsTo } from "../sql/expression.ts";
import { readType } from "../sql/type-name.ts";
import { castRisk } from "./cast.ts";
import { type BaseType, baseTypeOf, type CastRisk, textType } from "./cast-types.ts";
import { partsOf, type Transition } from "./transition.ts";

/** The type that a column gets, with what the server can tell of it before the change. */
export function nextType(transition: Transition, written: string): BaseType | undefined {
  const type = baseTypeOf(transition.to, written);
  return type && { ...type, isTold: readsSoftly(type.text, transition) };
}

/** Where the value is taken by its text, what that text is to the new type. `using`: the expression that converts it. */
export function conversionRisk(
  using: Node | undefined,
  before: BaseType,
  after: BaseType,
  serverVersion: number,
): CastRisk {
  const risk = castRisk(before, after, serverVersion);
  const keepsLabels = risk === "never" && after.labels !== undefined;
  if (typeof risk !== "string" || keepsLabels || !castsTo(using, "text")) return risk;
  return castRisk({ ...textType, isArray: before.isArray }, after, serverVersion);
}

/** False for a type that comes with the change, or is another one then. Those of extensions are taken to be there. */
export function isThereBefore({ schema, name }: BaseType, { from, to }: Transition): boolean {
  if (schema === undefined) return true;
  const kinds = ["type", "domain", "table"] as const;
  return kinds.every((kind) => {
    const id: StableId = { kind, schema, name };
    return !to.has(id) || isUnchanged(id, from, to);
  });
}

/** Of a type: with its attributes. */
export function isUnchanged(id: StableId, from: FactBase, to: FactBase): boolean {
  const definition = (facts: FactBase) => [
    facts.get(id)?.payload,
    ...partsOf(facts, id, "typeAttribute").map(({ payload }) => payload),
  ];
  return isDeepStrictEqual(definition(from), definition(to));
}

/** Types of PostgreSQL's own extensions, since version 16. */
const readsSoftlyByName = new Set(
  "cube ean13 hstore isbn isbn13 ismn ismn13 issn issn13 lquery ltree ltxtquery query_int seg upc".split(" "),
);

/** The type may come with it. */
function bringsExtension({ from, to }: Transition): boolean {
  return to.facts().some(({ id }) => id.kind === "extension" && !from.has(id));
}

/** Whether pg_input_is_valid() can be asked: a type of an extension may fail instead of telling. Manual: "Data Validity Checking". */
function readsSoftly(written: string, transition: Transition): boolean {
  const type = readType(written);
  if (type?.schema === undefined) return type !== undefined && !type.name.startsWith("reg");
  const { schema, name } = type;
  const { to } = transition;
  const own = to.get({ kind: "domain", schema, name }) ?? to.get({ kind: "type", schema, name });
  if (own === undefined) return readsSoftlyByName.has(name) && !bringsExtension(transition);
  if (!isUnchanged(own.id, transition.from, to)) return false;
  const { variant, baseType, subtype } = own.payload;
  if (variant === "enum") return true;
  const made =
    variant === "composite"
      ? partsOf(to, own.id, "typeAttribute").map(({ payload }) => payload.type)
      : [baseType ?? subtype];
  return made.every((each) => each != null && readsSoftly(String(each), transition));
}
