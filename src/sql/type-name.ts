import type { Node } from "libpg-query";
import { findKeyword } from "./clause.ts";
import { namesOf, parseExpression } from "./expression.ts";
import { sliceBytes } from "./parser.ts";

/** A type as PostgreSQL's parser knows it: `character varying(20)` is `varchar` with 20. */
export interface TypeName {
  /** As it was written, without a collation. */
  readonly text: string;
  /** Undefined for PostgreSQL's own types. */
  readonly schema: string | undefined;
  readonly name: string;
  readonly modifiers: readonly number[];
  readonly isArray: boolean;
  /** As it was written, from `COLLATE` on. */
  readonly collation: string | undefined;
}

/** Reads a type as `format_type` writes it, with a collation behind it or without. */
export function readType(written: string): TypeName | undefined {
  const end = findKeyword(written, "COLLATE", 0);
  const text = sliceBytes(written, 0, end);
  const cast = parseExpression(`NULL::${text}`);
  if (cast === undefined || !("TypeCast" in cast)) return undefined;
  const { names = [], typmods = [], arrayBounds = [] } = cast.TypeCast.typeName ?? {};
  const [name = "", schema] = namesOf(names).reverse();
  return {
    text,
    schema: schema === "pg_catalog" ? undefined : schema,
    name,
    modifiers: typmods.flatMap(integerOf),
    isArray: arrayBounds.length > 0,
    collation: end === undefined ? undefined : sliceBytes(written, end),
  };
}

/** The parser leaves out a zero. */
function integerOf(node: Node): number[] {
  return "A_Const" in node && node.A_Const.ival !== undefined ? [node.A_Const.ival.ival ?? 0] : [];
}
