import { type ColumnId, describeId } from "../../engine/index.ts";
import { namesOf } from "../../sql/expression.ts";
import { columnsOfDomain } from "../domain.ts";
import type { HazardRule } from "../hazard.ts";
import type { Transition } from "../transition.ts";
import { tableOfColumn } from "../transition.ts";

/** A constraint for a domain that columns have. */
export const domainConstraint: HazardRule = (operation, transition) => {
  if (operation.kind !== "statement" || !("AlterDomainStmt" in operation.node)) return [];
  const { subtype = "", typeName = [], def } = operation.node.AlterDomainStmt;
  const isNotValid = def !== undefined && "Constraint" in def && def.Constraint.skip_validation === true;
  if (!["C", "O", "V"].includes(subtype) || isNotValid) return [];
  const [name = "", schema = "public"] = namesOf(typeName).toReversed();
  const domain = transition.from.get({ kind: "domain", schema, name });
  const tables =
    domain === undefined
      ? []
      : tablesOf(
          transition,
          columnsOfDomain(transition.from, domain).map(({ id }) => id as ColumnId),
        );
  return tables.map((object) => ({
    code: "TABLE_SCAN",
    severity: "warning",
    object,
    message: `Checks every row of ${object} while nobody can write to it (SHARE).`,
    hint:
      subtype === "C"
        ? "On a large table add it NOT VALID, and validate it in a later transaction."
        : "On a large table run it in a quiet hour.",
  }));
};

function tablesOf({ survives }: Transition, columns: readonly ColumnId[]): string[] {
  const tables = columns.filter((id) => survives(id)).map((id) => describeId(tableOfColumn(id)));
  return [...new Set(tables)];
}
