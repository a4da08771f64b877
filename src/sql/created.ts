// What statements make in a schema: the bare names by which others can mention it.
import type { Node } from "libpg-query";
import { parseStatements } from "./parser.ts";

/** Tables, views, sequences, types and routines, whichever schema is named; nothing of a text the parser does not know. Pure. */
export function createdIn(sql: string): string[] {
  return parseStatements(sql).flatMap(({ node }) => createdBy(node) ?? []);
}

function createdBy(node: Node): string | undefined {
  if ("CreateStmt" in node) return node.CreateStmt.relation?.relname;
  if ("CreateForeignTableStmt" in node) return node.CreateForeignTableStmt.base?.relation?.relname;
  if ("ViewStmt" in node) return node.ViewStmt.view?.relname;
  if ("CreateTableAsStmt" in node) return node.CreateTableAsStmt.into?.rel?.relname;
  if ("CreateSeqStmt" in node) return node.CreateSeqStmt.sequence?.relname;
  if ("CompositeTypeStmt" in node) return node.CompositeTypeStmt.typevar?.relname;
  if ("CreateEnumStmt" in node) return lastOf(node.CreateEnumStmt.typeName);
  if ("CreateRangeStmt" in node) return lastOf(node.CreateRangeStmt.typeName);
  if ("CreateDomainStmt" in node) return lastOf(node.CreateDomainStmt.domainname);
  return "CreateFunctionStmt" in node ? lastOf(node.CreateFunctionStmt.funcname) : undefined;
}

function lastOf(name: readonly Node[] = []): string | undefined {
  const last = name.at(-1);
  return last !== undefined && "String" in last ? last.String.sval : undefined;
}
