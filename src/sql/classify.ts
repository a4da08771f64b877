// How a statement has to be run, told by PostgreSQL's own parser (libpg-query). PostgreSQL manual, the "Notes" of each
// command: "cannot be executed inside a transaction block".

import { VarveError } from "../errors.ts";

export interface Statement {
  readonly sql: string;
  /**
   * `inside`: in a transaction with its neighbours. `apart`: in a transaction of its own, since what it adds cannot be
   * used in the same one. `outside`: PostgreSQL refuses it in any transaction.
   */
  readonly runs: "inside" | "apart" | "outside";
  /** Waits for others, or works, for long without blocking anyone: a lock timeout would only get in its way. */
  readonly isPatient: boolean;
  /** The parse tree; undefined for what needs no second look. */
  readonly tree: Record<string, unknown> | undefined;
}

/** False when the text has a statement that must not share a transaction with others. */
export async function isTransactional(sql: string): Promise<boolean> {
  return (await classifyStatements(sql)).every(({ runs }) => runs === "inside");
}

/**
 * The statements of a text, in order. A text without any word of the commands in question is given back as one, unparsed;
 * so is one that the parser does not know: the server will judge it.
 * Error: TRANSACTION_CONTROL for BEGIN, COMMIT, ROLLBACK and the like.
 */
export async function classifyStatements(sql: string): Promise<Statement[]> {
  const whole: Statement = { sql, runs: "inside", isPatient: false, tree: undefined };
  if (!suspicious.test(sql)) return [whole];
  const statements = await parseStatements(sql);
  if (statements.every(({ runs, isPatient }) => runs === "inside" && !isPatient)) return [whole];
  return statements;
}

/** Only saves the parser's 80 ms: every command that `classify` looks for has one of these words. */
const suspicious =
  /\b(?:concurrently|vacuum|value|validate|database|tablespace|subscription|system|reindex|cluster|discard|begin|start|commit|end|rollback|abort|savepoint|release|prepare|prepared)\b/i;

async function parseStatements(sql: string): Promise<Statement[]> {
  const parser = await import("libpg-query");
  await parser.loadModule();
  const bytes = Buffer.from(sql);
  let statements: RawStatement[];
  try {
    statements = (parser.parseSync(sql).stmts ?? []) as unknown as RawStatement[];
  } catch {
    return [];
  }
  return statements.map(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    const text = bytes.subarray(start, length === undefined ? undefined : start + length).toString();
    const [kind = "", tree = {}] = Object.entries(stmt)[0] ?? [];
    if (kind === "TransactionStmt" && !isPreparedEnd(tree)) throw transactionControl(text.trim());
    return {
      sql: text.trim(),
      runs: runsHow(kind, tree),
      isPatient: isPatient(kind, tree),
      tree: { [kind]: tree },
    };
  });
}

interface RawStatement {
  stmt: Record<string, Record<string, unknown>>;
  /** In bytes. */
  stmt_location?: number;
  stmt_len?: number;
}

type Tree = Record<string, unknown>;

const alwaysOutside = new Set([
  "CreatedbStmt",
  "DropdbStmt",
  "CreateTableSpaceStmt",
  "DropTableSpaceStmt",
  "AlterSystemStmt",
  "CreateSubscriptionStmt",
  "DropSubscriptionStmt",
  "AlterSubscriptionStmt",
  "TransactionStmt",
]);

function runsHow(kind: string, tree: Tree): Statement["runs"] {
  if (alwaysOutside.has(kind)) return "outside";
  switch (kind) {
    case "IndexStmt":
    case "DropStmt":
      return tree.concurrent === true ? "outside" : "inside";
    case "ReindexStmt":
      return isConcurrentReindex(tree) ||
        ["SCHEMA", "SYSTEM", "DATABASE"].some((each) => tree.kind === `REINDEX_OBJECT_${each}`)
        ? "outside"
        : "inside";
    case "VacuumStmt":
      return tree.is_vacuumcmd === true ? "outside" : "inside";
    case "ClusterStmt":
      return tree.relation === undefined ? "outside" : "inside";
    case "DiscardStmt":
      return tree.target === "DISCARD_ALL" ? "outside" : "inside";
    case "AlterDatabaseStmt":
      return definitions(tree.options).includes("tablespace") ? "outside" : "inside";
    case "AlterTableStmt":
      return tableCommands(tree).some(isConcurrentDetach) ? "outside" : "inside";
    case "AlterEnumStmt":
      return tree.newVal !== undefined && tree.oldVal === undefined ? "apart" : "inside";
    default:
      return "inside";
  }
}

function isPatient(kind: string, tree: Tree): boolean {
  if (kind === "AlterTableStmt") {
    const commands = tableCommands(tree);
    return commands.length > 0 && commands.every(({ subtype }) => subtype === "AT_ValidateConstraint");
  }
  return runsHow(kind, tree) === "outside";
}

function isConcurrentReindex(tree: Tree): boolean {
  return definitions(tree.params).includes("concurrently");
}

function isPreparedEnd({ kind }: Tree): boolean {
  return kind === "TRANS_STMT_COMMIT_PREPARED" || kind === "TRANS_STMT_ROLLBACK_PREPARED";
}

function isConcurrentDetach({ subtype, def }: Tree): boolean {
  const partition = (def as { PartitionCmd?: { concurrent?: boolean } } | undefined)?.PartitionCmd;
  return subtype === "AT_DetachPartition" && partition?.concurrent === true;
}

/** The names in a list of options. */
function definitions(list: unknown): string[] {
  return ((list ?? []) as { DefElem?: { defname?: string } }[]).map(({ DefElem }) => DefElem?.defname ?? "");
}

function tableCommands({ cmds }: Tree): Tree[] {
  return ((cmds ?? []) as { AlterTableCmd?: Tree }[]).map(({ AlterTableCmd }) => AlterTableCmd ?? {});
}

function transactionControl(sql: string): VarveError {
  return new VarveError("TRANSACTION_CONTROL", {
    message: `A revision must not begin or end transactions itself: ${sql}`,
    hint: "Remove the statement. Each revision runs in one transaction already; what cannot run in one runs by itself.",
    details: { sql },
  });
}
