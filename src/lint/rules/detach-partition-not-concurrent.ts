import { describeTable, type LintRule } from "../rule.ts";

export const detachPartitionNotConcurrent: LintRule = {
  name: "detach-partition-not-concurrent",
  severity: "warning",
  check(operation, known) {
    if (operation.kind !== "AT_DetachPartition" || known.isNew(operation.table)) return [];
    const { def } = operation.command;
    if (def !== undefined && "PartitionCmd" in def && def.PartitionCmd.concurrent === true) return [];
    return [
      {
        message: `Waits for everybody who reads or writes ${describeTable(operation.table)}, and lets nobody else begin.`,
        hint: "DETACH PARTITION … CONCURRENTLY, which PostgreSQL has where there is no DEFAULT partition.",
      },
    ];
  },
};
