import type { AlterTableType, VacuumStmt } from "libpg-query";
import { type Operation, type TableName, tableName } from "../../sql/operations.ts";
import { describeTable, type LintRule } from "../rule.ts";

const commands: Partial<Record<AlterTableType, string>> = {
  AT_SetLogged: "SET LOGGED",
  AT_SetUnLogged: "SET UNLOGGED",
  AT_SetTableSpace: "SET TABLESPACE",
  AT_SetAccessMethod: "SET ACCESS METHOD",
};

export const tableRewrite: LintRule = {
  name: "table-rewrite",
  severity: "error",
  check(operation, known) {
    const { command, table } = rewriteIn(operation) ?? {};
    if (command === undefined || (table !== undefined && known.isNew(table))) return [];
    const what = table === undefined ? "every table" : describeTable(table);
    return [
      {
        message: `${command} rewrites ${what} while nobody can read or write it.`,
        hint: "Run it in a quiet hour; to get rid of bloat use pg_repack, which works beside the application.",
      },
    ];
  },
};

function rewriteIn(operation: Operation): { command: string; table: TableName | undefined } | undefined {
  if (operation.kind !== "statement") {
    const command = commands[operation.kind];
    return command === undefined ? undefined : { command, table: operation.table };
  }
  const { node } = operation;
  if ("ClusterStmt" in node) {
    const { relation } = node.ClusterStmt;
    return { command: "CLUSTER", table: relation && tableName(relation) };
  }
  return "VacuumStmt" in node ? vacuumFull(node.VacuumStmt) : undefined;
}

function vacuumFull({ options = [], rels = [] }: VacuumStmt) {
  const isFull = options.some((option) => "DefElem" in option && option.DefElem.defname === "full");
  const [first] = rels.flatMap((node) => ("VacuumRelation" in node ? [node.VacuumRelation.relation] : []));
  return isFull ? { command: "VACUUM FULL", table: first && tableName(first) } : undefined;
}
