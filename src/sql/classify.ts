// How a statement has to be run, told by PostgreSQL's own parser (libpg-query). PostgreSQL manual, the "Notes" of each
// command: "cannot be executed inside a transaction block".

import type { AlterTableCmd, AlterTableStmt, Node, TransactionStmt } from "libpg-query";
import { VarveError } from "../errors.ts";
import { loadParser, type ParsedStatement, parseStatements } from "./parser.ts";

export interface Statement {
  readonly sql: string;
  /**
   * `inside`: in a transaction with its neighbours. `apart`: in a transaction of its own, since what it adds cannot be
   * used in the same one. `outside`: PostgreSQL refuses it in any transaction.
   */
  readonly runs: "inside" | "apart" | "outside";
  /** Waits for others, or works, for long without blocking anyone: a lock timeout would only get in its way. */
  readonly isPatient: boolean;
  /** As parsed; undefined for what needs no second look. */
  readonly node: Node | undefined;
}

/**
 * The statements of a text, in order. A text without any word of the commands in question is given back as one, unparsed;
 * so is one that the parser does not know: the server will judge it.
 * Error: TRANSACTION_CONTROL for BEGIN, COMMIT, ROLLBACK and the like.
 */
export async function classifyStatements(sql: string): Promise<Statement[]> {
  const whole: Statement = { sql, runs: "inside", isPatient: false, node: undefined };
  if (!suspicious.test(sql)) return [whole];
  await loadParser();
  const statements = parseStatements(sql).map(classify);
  if (statements.every(({ runs, isPatient }) => runs === "inside" && !isPatient)) return [whole];
  return statements;
}

/** Only saves the parser's 80 ms: every command that `classify` looks for has one of these words. */
const suspicious =
  /\b(?:concurrently|vacuum|value|validate|database|tablespace|subscription|system|reindex|cluster|discard|begin|start|commit|end|rollback|abort|savepoint|release|prepare|prepared)\b/i;

function classify({ node, text }: ParsedStatement): Statement {
  if ("TransactionStmt" in node && !isPreparedEnd(node.TransactionStmt)) throw transactionControl(text);
  const runs = runsHow(node);
  return { sql: text, runs, isPatient: isPatient(node, runs), node };
}

const alwaysOutside = [
  "CreatedbStmt",
  "DropdbStmt",
  "CreateTableSpaceStmt",
  "DropTableSpaceStmt",
  "AlterSystemStmt",
  "CreateSubscriptionStmt",
  "DropSubscriptionStmt",
  "AlterSubscriptionStmt",
  "TransactionStmt",
];

function runsHow(node: Node): Statement["runs"] {
  if ("AlterEnumStmt" in node) {
    const { newVal, oldVal } = node.AlterEnumStmt;
    return newVal !== undefined && oldVal === undefined ? "apart" : "inside";
  }
  return alwaysOutside.some((kind) => kind in node) || isOutside(node) ? "outside" : "inside";
}

/** What PostgreSQL refuses in a transaction in some of its forms. */
function isOutside(node: Node): boolean {
  if ("IndexStmt" in node) return node.IndexStmt.concurrent === true;
  if ("DropStmt" in node) return node.DropStmt.concurrent === true;
  if ("ReindexStmt" in node) {
    const { kind, params } = node.ReindexStmt;
    return (
      definitions(params).includes("concurrently") ||
      ["SCHEMA", "SYSTEM", "DATABASE"].some((each) => kind === `REINDEX_OBJECT_${each}`)
    );
  }
  if ("VacuumStmt" in node) return node.VacuumStmt.is_vacuumcmd === true;
  if ("ClusterStmt" in node) return node.ClusterStmt.relation === undefined;
  if ("DiscardStmt" in node) return node.DiscardStmt.target === "DISCARD_ALL";
  if ("AlterDatabaseStmt" in node) return definitions(node.AlterDatabaseStmt.options).includes("tablespace");
  return "AlterTableStmt" in node && tableCommands(node.AlterTableStmt).some(isConcurrentDetach);
}

function isPatient(node: Node, runs: Statement["runs"]): boolean {
  if (!("AlterTableStmt" in node)) return runs === "outside";
  const commands = tableCommands(node.AlterTableStmt);
  return commands.length > 0 && commands.every(({ subtype }) => subtype === "AT_ValidateConstraint");
}

function isPreparedEnd({ kind }: TransactionStmt): boolean {
  return kind === "TRANS_STMT_COMMIT_PREPARED" || kind === "TRANS_STMT_ROLLBACK_PREPARED";
}

function isConcurrentDetach({ subtype, def }: AlterTableCmd): boolean {
  const partition = def !== undefined && "PartitionCmd" in def ? def.PartitionCmd : undefined;
  return subtype === "AT_DetachPartition" && partition?.concurrent === true;
}

/** The names in a list of options. */
function definitions(list: readonly Node[] = []): string[] {
  return list.flatMap((each) => ("DefElem" in each ? [each.DefElem.defname ?? ""] : []));
}

function tableCommands({ cmds = [] }: AlterTableStmt): AlterTableCmd[] {
  return cmds.flatMap((each) => ("AlterTableCmd" in each ? [each.AlterTableCmd] : []));
}

function transactionControl(sql: string): VarveError {
  return new VarveError("TRANSACTION_CONTROL", {
    message: `A revision must not begin or end transactions itself: ${sql}`,
    hint: "Remove the statement. Each revision runs in one transaction already; what cannot run in one runs by itself.",
    details: { sql },
  });
}
