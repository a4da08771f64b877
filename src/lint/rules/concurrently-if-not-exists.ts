import type { LintRule } from "../rule.ts";

// A build that was cut off leaves an INVALID index, which IF NOT EXISTS takes for the one that was wanted.
export const concurrentlyIfNotExists: LintRule = {
  name: "concurrently-if-not-exists",
  severity: "error",
  check(operation) {
    if (operation.kind !== "statement" || !("IndexStmt" in operation.node)) return [];
    const { concurrent, if_not_exists, idxname = "the index" } = operation.node.IndexStmt;
    if (concurrent !== true || if_not_exists !== true) return [];
    return [
      {
        message: `Takes an invalid ${idxname}, left by a build that failed, for a good one.`,
        hint: "Leave IF NOT EXISTS out: Varve drops what a failed build left behind, and builds it again.",
      },
    ];
  },
};
