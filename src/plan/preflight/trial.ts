// Where no condition tells which values a conversion refuses, PostgreSQL tries it on each of them.
import { type ColumnId, convert, type StableId } from "../../engine/index.ts";
import { quoteBody, quoteIdentifier } from "../../sql/quote.ts";
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

const name = "pg_temp.varve_converts";

/** Says nothing of a value, but of what a domain's check needs. */
const missing =
  "insufficient_privilege OR undefined_function OR undefined_table OR undefined_object OR invalid_schema_name";

/**
 * Undefined where the type, or what it is made of, is another one before the change. The parameter is called as the column, so that the
 * expression of its USING can stand there as it is.
 */
export function trialOf(
  transition: Transition,
  column: ColumnId,
  before: BaseType,
  { text, schema }: BaseType,
): Trial | undefined {
  const { from, to } = transition;
  if (!typesOf(text, transition).every((id) => !from.has(id) || isUnchanged(id, from, to))) return undefined;
  const parameter = quoteIdentifier(column.name);
  const body = `
DECLARE converted ${text};
BEGIN
  converted := ${convert(parameter, before.text, from, text, to)};
  RETURN true;
EXCEPTION${schema === undefined ? "" : `\n  WHEN ${missing} THEN RAISE;`}
  WHEN OTHERS THEN RETURN false;
END
`;
  const prepare = `CREATE FUNCTION ${name}(${parameter} anyelement) RETURNS boolean LANGUAGE plpgsql AS ${quoteBody(body)}`;
  return { prepare, fails: (value) => `NOT ${name}(${value})` };
}

function typesOf(text: string, { to }: Transition): StableId[] {
  const { schema, name } = readType(text) ?? {};
  if (schema === undefined || name === undefined) return [];
  return neededBy(
    (["type", "domain", "table"] as const).map((kind) => ({ kind, schema, name })),
    to,
  );
}
