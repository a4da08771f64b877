// What has to be unique, or must not clash: read from constraints and indexes.
import type { Constraint, IndexStmt, Node } from "libpg-query";
import { findKeyword, leadingExpression, readGroup } from "../sql/clause.ts";
import { columnsIn, namesOf, parseExpression } from "../sql/expression.ts";
import { type ParsedStatement, sliceBytes } from "../sql/parser.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { ConstraintDefinition } from "./definition.ts";

export interface Key {
  readonly elements: readonly KeyElement[];
  /** Only rows for which this is true. */
  readonly predicate: string | undefined;
  /** NULLS NOT DISTINCT. */
  readonly nullsAreEqual: boolean;
}

export interface KeyElement {
  /** As an expression, with its collation. */
  readonly sql: string;
  /** Undefined for an expression. */
  readonly column: string | undefined;
  /** Of an exclusion: `=`, `OPERATOR("ext".&&)`. */
  readonly operator?: string;
}

/** All columns that a key mentions. */
export function columnsOfKey({ elements, predicate }: Key): string[] {
  const expressions = [...elements.map(({ sql }) => sql), ...(predicate === undefined ? [] : [predicate])];
  return [...new Set(expressions.flatMap((sql) => columnsIn(parseExpression(sql))))];
}

/** The key of a PRIMARY KEY or UNIQUE constraint; undefined for others, and where an index brings it. */
export function uniqueKeyOf(constraint: Constraint): Key | undefined {
  const { contype, keys, nulls_not_distinct, without_overlaps } = constraint;
  const isUnique = contype === "CONSTR_PRIMARY" || contype === "CONSTR_UNIQUE";
  if (!isUnique || keys === undefined || without_overlaps === true) return undefined;
  const elements = namesOf(keys).map((column) => ({ sql: quoteIdentifier(column), column }));
  return { elements, predicate: undefined, nullsAreEqual: nulls_not_distinct === true };
}

/** The key of a unique index; undefined for others. */
export function indexKeyOf(index: IndexStmt, { source, end }: ParsedStatement): Key | undefined {
  if (index.unique !== true) return undefined;
  const group = readGroup(source, index.relation?.location);
  const { indexParams = [], whereClause } = index;
  if (group === undefined) return undefined;
  const where = whereClause === undefined ? undefined : findKeyword(source, "WHERE", group.end);
  return {
    elements: elementsOf(indexParams, group.items),
    predicate: where === undefined ? undefined : sliceBytes(source, where + "WHERE".length, end),
    nullsAreEqual: index.nulls_not_distinct === true,
  };
}

/** The key of an EXCLUDE constraint, or of one WITHOUT OVERLAPS, each element with its operator. */
export function exclusionKeyOf({ constraint, statement }: ConstraintDefinition): Key | undefined {
  const { exclusions, where_clause, location, keys = [], without_overlaps } = constraint;
  if (without_overlaps === true) return temporalKey(namesOf(keys));
  const group = readGroup(statement.source, location);
  if (exclusions === undefined || group === undefined) return undefined;
  const pairs = exclusions.map((pair) => ("List" in pair ? (pair.List.items ?? []) : []));
  const elements = elementsOf(
    pairs.flatMap(([element]) => element ?? []),
    group.items,
  );
  const where = where_clause === undefined ? undefined : findKeyword(statement.source, "WHERE", group.end);
  return {
    elements: elements.map((element, index) => ({ ...element, operator: operatorOf(pairs[index]?.[1]) })),
    predicate: where === undefined ? undefined : readGroup(statement.source, where)?.items[0],
    nullsAreEqual: false,
  };
}

/** PostgreSQL 18: the last column is a range. */
function temporalKey(columns: readonly string[]): Key {
  const elements = columns.map((column, index) => ({
    sql: quoteIdentifier(column),
    column,
    operator: index === columns.length - 1 ? "&&" : "=",
  }));
  return { elements, predicate: undefined, nullsAreEqual: false };
}

function elementsOf(nodes: readonly Node[], texts: readonly string[]): KeyElement[] {
  return nodes.flatMap((node, index) => {
    if (!("IndexElem" in node)) return [];
    const { name, collation = [] } = node.IndexElem;
    const collate =
      collation.length === 0 ? "" : ` COLLATE ${namesOf(collation).map(quoteIdentifier).join(".")}`;
    const sql = name === undefined ? leadingExpression(texts[index] ?? "") : quoteIdentifier(name);
    return [{ sql: `${sql}${collate}`, column: collate === "" ? name : undefined }];
  });
}

function operatorOf(node: Node | undefined): string {
  const names = node !== undefined && "List" in node ? namesOf(node.List.items ?? []) : [];
  const [operator = "=", ...schemas] = names.toReversed();
  return schemas.length === 0
    ? operator
    : `OPERATOR(${schemas.toReversed().map(quoteIdentifier).join(".")}.${operator})`;
}
