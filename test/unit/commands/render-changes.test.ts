import { describe, expect, test } from "vitest";
import { renderChanges } from "../../../src/commands/render-changes.ts";
import type { Change } from "../../../src/engine/index.ts";
import { createStyle } from "../../../src/terminal/style.ts";

function rendered(attribute: string, from: unknown, to: unknown): string {
  const change: Change = { action: "alter", kind: "column", name: "id", table: "t", attribute, from, to };
  return renderChanges([change], { style: createStyle(false), width: 80 });
}

describe("a changed attribute", () => {
  test.each([
    ["notNull", false, true, "not null: false → true"],
    ["default", undefined, "2", "default: none → 2"],
    ["cmd", "*", "r", "command: ALL → SELECT"],
    ["enabled", "O", "D", "enabled: enabled → disabled"],
    ["grantable", [], ["SELECT"], "grantable: none → SELECT"],
    ["storage:userName", "x", "e", "storage:userName: x → e"],
    ["options", { a: 1, b: 2 }, { b: 2, a: 1 }, 'options: {"a":1,"b":2} → {"b":2,"a":1}'],
    ["usingExpr", "true", "(a > 1)", "using expression: true → (a > 1)"],
    [
      "reloptions",
      null,
      ["fillfactor=50", "user_catalog_table=true"],
      "parameters: none → fillfactor=50, user_catalog_table=true",
    ],
  ])("%s is said in PostgreSQL's words", (attribute, from, to, line) => {
    expect(rendered(attribute, from, to)).toBe(`t\n  ~ column id ${line}`);
  });

  test("of several parts shows those that differ", () => {
    const identity = (generation: string, cycle: boolean) => ({ generation, options: { start: "1", cycle } });

    expect(rendered("identity", identity("a", false), identity("d", true))).toBe(
      "t\n  ~ column id identity generation: ALWAYS → BY DEFAULT\n  ~ column id identity cycle: false → true",
    );
    expect(rendered("identity", null, identity("a", false))).toBe("t\n  ~ column id identity: none → ALWAYS");
  });

  test("of several lines stands below each other", () => {
    expect(rendered("def", "SELECT 1\n  FROM t;", "SELECT 2;")).toBe(
      "t\n  ~ column id definition:\n      - SELECT 1\n      -   FROM t;\n      + SELECT 2;",
    );
  });
});
