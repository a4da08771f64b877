import { functionsIn, variesByRow } from "../../sql/expression.ts";
import { addedColumn } from "../added.ts";
import type { LintRule } from "../rule.ts";

// clock_timestamp() and the like are computed for each row; now() and constants are stored once (PostgreSQL 11).
export const addColumnVolatileDefault: LintRule = {
  name: "add-column-volatile-default",
  severity: "error",
  check(operation, known) {
    const added = addedColumn(operation, known);
    const fallback = added?.constraints.find(({ contype }) => contype === "CONSTR_DEFAULT")?.raw_expr;
    if (added === undefined || !variesByRow(fallback, () => true)) return [];
    const functions = functionsIn(fallback).map((names) => `${names.join(".")}()`);
    return [
      {
        message: `Rewrites ${added.table} while nobody can read or write it: the default of ${added.name} calls ${functions.join(", ")} for each row.`,
        hint: "Add the column without a default, set the default after it, and fill the rows that exist with backfill(…).",
      },
    ];
  },
};
