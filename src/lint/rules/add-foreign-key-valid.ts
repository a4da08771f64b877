import { tableName } from "../../sql/operations.ts";
import { addedConstraints } from "../added.ts";
import { describeTable, type LintRule } from "../rule.ts";

// With a new column there is nothing to check, unless a default fills it.
export const addForeignKeyValid: LintRule = {
  name: "add-foreign-key-valid",
  severity: "error",
  check(operation, known) {
    return addedConstraints(operation, known).flatMap(({ table, constraint, column }) => {
      const { contype, pktable, skip_validation, is_enforced } = constraint;
      const isFilled = column?.constraints?.some(
        (node) => "Constraint" in node && node.Constraint.contype === "CONSTR_DEFAULT",
      );
      const isEmpty = column !== undefined && isFilled !== true;
      if (contype !== "CONSTR_FOREIGN" || pktable === undefined) return [];
      if (skip_validation === true || is_enforced === false || isEmpty) return [];
      const tables = [...new Set([table, describeTable(tableName(pktable))])].join(" and ");
      return [
        {
          message: `Reads all of ${table} while nobody can write to ${tables}, to look for every reference.`,
          hint: "Add it NOT VALID, and VALIDATE CONSTRAINT in a later revision.",
        },
      ];
    });
  },
};
