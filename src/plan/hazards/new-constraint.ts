import type { Constraint } from "libpg-query";
import { describeId } from "../../engine/index.ts";
import { tableName } from "../../sql/operations.ts";
import type { Hazard, HazardRule } from "../hazard.ts";
import { type TableId, type Transition, tableIdOf } from "../transition.ts";

/** A constraint that PostgreSQL checks against every row before anyone else may go on. */
export const newConstraint: HazardRule = (operation, transition) => {
  if (operation.kind !== "AT_AddConstraint") return [];
  const { def } = operation.command;
  const constraint: Constraint = def !== undefined && "Constraint" in def ? def.Constraint : {};
  const id = tableIdOf(transition, operation.table);
  if (!transition.survives(id)) return lockOfParent(transition, id, constraint);
  const table = describeId(id);
  const object = `${table}.${constraint.conname}`;
  const cost = constraint.skip_validation === true ? undefined : costOf(transition, table, constraint);
  return cost === undefined ? [] : [{ code: "TABLE_SCAN", severity: "warning", object, ...cost }];
};

function costOf(
  transition: Transition,
  table: string,
  constraint: Constraint,
): Pick<Hazard, "message" | "hint"> | undefined {
  switch (constraint.contype) {
    case "CONSTR_FOREIGN": {
      const parent = referencedTable(transition, constraint);
      const both = parent === undefined ? table : [...new Set([table, describeId(parent)])].join(" and ");
      return {
        message: `Checks every row of ${table} while nobody can write to ${both} (SHARE ROW EXCLUSIVE).`,
        hint: "On a large table add it NOT VALID, and VALIDATE CONSTRAINT in a later transaction.",
      };
    }
    case "CONSTR_CHECK":
      return {
        message: `Checks every row of ${table} while nobody can read or write it (ACCESS EXCLUSIVE).`,
        hint: "On a large table add it NOT VALID, and VALIDATE CONSTRAINT in a later transaction.",
      };
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE":
      if (constraint.indexname !== undefined) return undefined;
      return {
        message: `Builds an index on ${table} while nobody can read or write it (ACCESS EXCLUSIVE).`,
        hint: "On a large table build it first with CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX.",
      };
    case "CONSTR_EXCLUSION":
      return {
        message: `Builds an index on ${table} while nobody can read or write it (ACCESS EXCLUSIVE).`,
        hint: "PostgreSQL knows no other way for an exclusion constraint: run it in a quiet hour.",
      };
    default:
      return undefined;
  }
}

/** A new table has no rows to check, but the table it refers to is in use. */
function lockOfParent(transition: Transition, child: TableId, constraint: Constraint): Hazard[] {
  const parent = referencedTable(transition, constraint);
  if (parent === undefined || !transition.survives(parent)) return [];
  const object = describeId(parent);
  return [
    {
      code: "LOCKS_OTHER_TABLE",
      severity: "info",
      object,
      message: `Nobody can write to ${object} for a moment (SHARE ROW EXCLUSIVE), since ${describeId(child)} refers to it.`,
      hint: "It waits for transactions that write to that table, and others wait behind it; after the lock timeout Varve lets them pass, and tries again.",
    },
  ];
}

/** The table a foreign key refers to. */
export function referencedTable(
  transition: Transition,
  { contype, pktable }: Constraint,
): TableId | undefined {
  if (contype !== "CONSTR_FOREIGN" || pktable === undefined) return undefined;
  return tableIdOf(transition, tableName(pktable));
}
