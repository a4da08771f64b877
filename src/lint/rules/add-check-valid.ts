import { namesOf } from "../../sql/expression.ts";
import type { Operation } from "../../sql/operations.ts";
import { addedConstraints } from "../added.ts";
import { describeTable, type LintRule, type Problem } from "../rule.ts";

export const addCheckValid: LintRule = {
  name: "add-check-valid",
  severity: "error",
  check(operation, known) {
    const onTables = addedConstraints(operation, known)
      .filter(({ constraint, column }) => constraint.contype === "CONSTR_CHECK" && column === undefined)
      .filter(({ constraint }) => constraint.skip_validation !== true && constraint.is_enforced !== false)
      .map(({ table }) =>
        problem(`Reads all of ${table} while nobody can read or write it, to check every row.`),
      );
    return [...onTables, ...onDomain(operation)];
  },
};

function onDomain(operation: Operation): Problem[] {
  if (operation.kind !== "statement" || !("AlterDomainStmt" in operation.node)) return [];
  const { subtype, def, typeName = [] } = operation.node.AlterDomainStmt;
  const constraint = def !== undefined && "Constraint" in def ? def.Constraint : undefined;
  if (subtype !== "C" || constraint?.contype !== "CONSTR_CHECK" || constraint.skip_validation === true)
    return [];
  const [name = "", schema] = namesOf(typeName).toReversed();
  const domain = describeTable({ schema, name });
  return [
    problem(`Reads every table with a column of ${domain} while nobody can write to it, to check every row.`),
  ];
}

function problem(message: string): Problem {
  return { message, hint: "Add it NOT VALID, and VALIDATE CONSTRAINT in a later revision." };
}
