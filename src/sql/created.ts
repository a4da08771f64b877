// What statements make in a schema: the names by which others can mention it.
import type { FunctionParameter, Node, RangeVar, TypeName } from "libpg-query";
import { namesOf } from "./expression.ts";
import { parseStatements } from "./parser.ts";

/** A name of a schema's, with the schema where it is said. */
export interface CreatedName {
  /** In PostgreSQL's words: `table`, `index`, `materialized view`, … */
  readonly kind: string;
  readonly schema?: string | undefined;
  readonly name: string;
  /** Of a routine: the types of what it is called with, as the parser knows them: `int4, text[]`. */
  readonly args?: string;
}

/** Tables, indexes, views, sequences, types and routines; nothing of a text the parser does not know. Pure. */
export function createdIn(sql: string): CreatedName[] {
  return parseStatements(sql).flatMap(({ node }) => createdBy(node) ?? []);
}

function createdBy(node: Node): CreatedName | undefined {
  if ("CreateStmt" in node) return ofRelation("table", node.CreateStmt.relation);
  if ("IndexStmt" in node) {
    const { idxname, relation } = node.IndexStmt;
    return idxname === undefined ? undefined : { kind: "index", schema: relation?.schemaname, name: idxname };
  }
  if ("CreateForeignTableStmt" in node)
    return ofRelation("foreign table", node.CreateForeignTableStmt.base?.relation);
  if ("ViewStmt" in node) return ofRelation("view", node.ViewStmt.view);
  if ("CreateTableAsStmt" in node) {
    const { objtype, into } = node.CreateTableAsStmt;
    return ofRelation(objtype === "OBJECT_MATVIEW" ? "materialized view" : "table", into?.rel);
  }
  if ("CreateSeqStmt" in node) return ofRelation("sequence", node.CreateSeqStmt.sequence);
  if ("CompositeTypeStmt" in node) return ofRelation("composite type", node.CompositeTypeStmt.typevar);
  if ("CreateEnumStmt" in node) return ofName("enum", node.CreateEnumStmt.typeName);
  if ("CreateRangeStmt" in node) return ofName("range", node.CreateRangeStmt.typeName);
  if ("CreateDomainStmt" in node) return ofName("domain", node.CreateDomainStmt.domainname);
  if (!("CreateFunctionStmt" in node)) return undefined;
  const { is_procedure, funcname, parameters } = node.CreateFunctionStmt;
  const routine = ofName(is_procedure === true ? "procedure" : "function", funcname);
  return routine && { ...routine, args: argumentsOf(parameters) };
}

function ofRelation(
  kind: string,
  { schemaname: schema, relname: name }: RangeVar = {},
): CreatedName | undefined {
  return name === undefined ? undefined : { kind, schema, name };
}

function ofName(kind: string, nodes: readonly Node[] = []): CreatedName | undefined {
  const [name, schema] = namesOf(nodes).reverse();
  return name === undefined ? undefined : { kind, schema, name };
}

/** What distinguishes routines of one name. PostgreSQL manual, CREATE FUNCTION, Overloading. */
function argumentsOf(parameters: readonly Node[] = []): string {
  const all = parameters.flatMap((node) => ("FunctionParameter" in node ? [node.FunctionParameter] : []));
  return all
    .filter(isInput)
    .map(({ argType }) => typeText(argType))
    .join(", ");
}

function isInput({ mode }: FunctionParameter): boolean {
  return mode !== "FUNC_PARAM_OUT" && mode !== "FUNC_PARAM_TABLE";
}

function typeText({ names = [], arrayBounds = [] }: TypeName = {}): string {
  const name = namesOf(names)
    .join(".")
    .replace(/^pg_catalog\./, "");
  return arrayBounds.length > 0 ? `${name}[]` : name;
}
