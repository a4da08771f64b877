// What statements make in a schema: the names by which others can mention it.
import type { Node, RangeVar } from "libpg-query";
import { namesOf } from "./expression.ts";
import { parseStatements } from "./parser.ts";

/** A name of a schema's, with the schema where it is said. */
export interface CreatedName {
  readonly schema?: string | undefined;
  readonly name: string;
}

/** Tables, indexes, views, sequences, types and routines; nothing of a text the parser does not know. Pure. */
export function createdIn(sql: string): CreatedName[] {
  return parseStatements(sql).flatMap(({ node }) => createdBy(node) ?? []);
}

function createdBy(node: Node): CreatedName | undefined {
  if ("CreateStmt" in node) return ofRelation(node.CreateStmt.relation);
  if ("IndexStmt" in node) {
    const { idxname, relation } = node.IndexStmt;
    return idxname === undefined ? undefined : { schema: relation?.schemaname, name: idxname };
  }
  if ("CreateForeignTableStmt" in node) return ofRelation(node.CreateForeignTableStmt.base?.relation);
  if ("ViewStmt" in node) return ofRelation(node.ViewStmt.view);
  if ("CreateTableAsStmt" in node) return ofRelation(node.CreateTableAsStmt.into?.rel);
  if ("CreateSeqStmt" in node) return ofRelation(node.CreateSeqStmt.sequence);
  if ("CompositeTypeStmt" in node) return ofRelation(node.CompositeTypeStmt.typevar);
  if ("CreateEnumStmt" in node) return ofName(node.CreateEnumStmt.typeName);
  if ("CreateRangeStmt" in node) return ofName(node.CreateRangeStmt.typeName);
  if ("CreateDomainStmt" in node) return ofName(node.CreateDomainStmt.domainname);
  return "CreateFunctionStmt" in node ? ofName(node.CreateFunctionStmt.funcname) : undefined;
}

function ofRelation({ schemaname: schema, relname: name }: RangeVar = {}): CreatedName | undefined {
  return name === undefined ? undefined : { schema, name };
}

function ofName(nodes: readonly Node[] = []): CreatedName | undefined {
  const [name, schema] = namesOf(nodes).reverse();
  return name === undefined ? undefined : { schema, name };
}
