// The statements of a text, an ALTER TABLE cut into its commands.
import type { AlterTableCmd, AlterTableType, Node, RangeVar } from "libpg-query";
import { type ParsedStatement, parseStatements } from "./parser.ts";

export interface TableName {
  /** Undefined when the statement leaves it to the search path. */
  readonly schema: string | undefined;
  readonly name: string;
}

/** One command of an ALTER TABLE. */
export interface TableCommand {
  readonly kind: AlterTableType;
  readonly table: TableName;
  readonly command: AlterTableCmd;
  readonly statement: ParsedStatement;
}

/** Any other statement. */
export interface WholeStatement {
  readonly kind: "statement";
  readonly node: Node;
  readonly statement: ParsedStatement;
}

export type Operation = TableCommand | WholeStatement;

/** What a text of SQL does, in order; nothing for what the parser does not know. */
export function operationsOf(sql: string): Operation[] {
  return parseStatements(sql).flatMap(operationsIn);
}

export function operationsIn(statement: ParsedStatement): Operation[] {
  const { node } = statement;
  if (!("AlterTableStmt" in node) || node.AlterTableStmt.objtype !== "OBJECT_TABLE")
    return [{ kind: "statement", node, statement }];
  const { relation, cmds = [] } = node.AlterTableStmt;
  return cmds.flatMap((each) => {
    if (!("AlterTableCmd" in each) || relation === undefined) return [];
    const command = each.AlterTableCmd;
    return [{ kind: command.subtype as AlterTableType, table: tableName(relation), command, statement }];
  });
}

export function tableName({ schemaname, relname = "" }: RangeVar): TableName {
  return { schema: schemaname, name: relname };
}
