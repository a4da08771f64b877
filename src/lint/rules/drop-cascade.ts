import type { LintRule } from "../rule.ts";

export const dropCascade: LintRule = {
  name: "drop-cascade",
  severity: "warning",
  check(operation) {
    const behavior =
      operation.kind === "statement"
        ? "DropStmt" in operation.node && operation.node.DropStmt.behavior
        : operation.kind.startsWith("AT_Drop") && operation.command.behavior;
    if (behavior !== "DROP_CASCADE") return [];
    return [
      {
        message:
          "Drops whatever depends on it too, without naming it; the way down can't know what that was.",
        hint: "Name each object in a DROP of its own, and leave CASCADE out.",
      },
    ];
  },
};
