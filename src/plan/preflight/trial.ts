// Where no condition tells which values a conversion refuses, PostgreSQL tries it on each of them.
import { convert, type StableId } from "../../engine/index.ts";
import { quoteBody } from "../../sql/quote.ts";
import { readType } from "../../sql/type-name.ts";
import type { BaseType } from "../cast-types.ts";
import { isUnchanged } from "../conversion.ts";
import type { Transition } from "../transition.ts";
import { neededBy } from "./creations.ts";

export interface Trial {
  /** Defines the function that tries. */
  readonly prepare: string;
  /** True of a value that PostgreSQL refuses to convert. */
  fails(value: string): string;
}

const converts = "pg_temp.varve_converts";

/** Says nothing of a value, but of a column that has another type yet, and of what a domain's check needs. */
const missing = `cannot_coerce OR datatype_mismatch OR insufficient_privilege OR
    undefined_function OR undefined_table OR undefined_object OR invalid_schema_name`;

/** Undefined where the type, or what it is made of, is another one before the change; and of names of objects, which it may bring. */
export function trialOf(
  transition: Transition,
  before: BaseType,
  { text, name }: BaseType,
): Trial | undefined {
  const { from, to } = transition;
  if (name.startsWith("reg")) return undefined;
  if (!typesOf(text, transition).every((id) => !from.has(id) || isUnchanged(id, from, to))) return undefined;
  const body = `
DECLARE varve_converted ${text};
BEGIN
  varve_converted := ${convert("varve_value", before.text, from, text, to)};
  RETURN true;
EXCEPTION
  WHEN ${missing} THEN RAISE;
  WHEN OTHERS THEN RETURN false;
END
`;
  const prepare = `CREATE FUNCTION ${converts}(varve_value anyelement) RETURNS boolean LANGUAGE plpgsql AS ${quoteBody(body)}`;
  return { prepare, fails: (value) => `NOT ${converts}(${value})` };
}

function typesOf(text: string, { to }: Transition): StableId[] {
  const { schema, name } = readType(text) ?? {};
  if (schema === undefined || name === undefined) return [];
  return neededBy(
    (["type", "domain", "table", "view", "materializedView"] as const).map((kind) => ({
      kind,
      schema,
      name,
    })),
    to,
  );
}
