import { describeId } from "../../engine/index.ts";
import { tableName } from "../../sql/operations.ts";
import type { HazardRule } from "../hazard.ts";
import { defaultPartition } from "../preflight/partition.ts";
import { partsOf, tableIdOf } from "../transition.ts";

/** SET UNLOGGED and SET LOGGED. */
export const persistence: HazardRule = (operation, transition) => {
  if (operation.kind !== "AT_SetUnLogged" && operation.kind !== "AT_SetLogged") return [];
  const object = describeId(tableIdOf(transition, operation.table));
  return [
    {
      code: "TABLE_REWRITE",
      severity: "warning",
      object,
      message: `Rewrites ${object} and its indexes while nobody can read or write the table (ACCESS EXCLUSIVE).`,
      hint: "On a large table run it in a quiet hour.",
    },
    ...(operation.kind === "AT_SetLogged"
      ? []
      : [
          {
            code: "DATA_LOSS",
            severity: "warning",
            object,
            message: `From then on a crash of the server empties ${object}, and replicas and physical backups do not have it.`,
            hint: "Keep only what can be made again in an unlogged table.",
          } as const,
        ]),
  ];
};

/** Row level security that is switched on or off. */
export const rowSecurity: HazardRule = (operation, transition) => {
  if (operation.kind !== "AT_EnableRowSecurity" && operation.kind !== "AT_DisableRowSecurity") return [];
  const id = tableIdOf(transition, operation.table);
  const object = describeId(id);
  if (!transition.survives(id)) return [];
  const isOff = operation.kind === "AT_DisableRowSecurity";
  if (!isOff && partsOf(transition.to, id, "policy").length > 0) return [];
  return [
    {
      code: "ACCESS_CHANGED",
      severity: "warning",
      object,
      message: isOff
        ? `Every role that may read ${object} sees all of its rows from then on.`
        : `Only the owner sees rows of ${object} from then on: it has no policy.`,
      hint: isOff
        ? "Make sure that no role relied on the policies."
        : "Declare a policy for each role that is to see rows.",
    },
  ];
};

/** A new partition beside a DEFAULT one, whose rows could belong into it. */
export const newPartition: HazardRule = (operation, transition) => {
  if (operation.kind !== "statement" || !("CreateStmt" in operation.node)) return [];
  const { partbound, inhRelations = [] } = operation.node.CreateStmt;
  const [parent] = inhRelations.flatMap((node) => ("RangeVar" in node ? [node.RangeVar] : []));
  if (parent === undefined || partbound === undefined) return [];
  const id = tableIdOf(transition, tableName(parent));
  const sibling = defaultPartition(transition, id);
  if (sibling === undefined || !transition.survives(sibling)) return [];
  const object = describeId(sibling);
  return [
    {
      code: "TABLE_SCAN",
      severity: "warning",
      object,
      message: `Checks every row of the default partition ${object} while nobody can read or write ${describeId(id)} (ACCESS EXCLUSIVE).`,
      hint: "Keep the default partition empty, or give it a CHECK that excludes the new bounds first.",
    },
  ];
};
