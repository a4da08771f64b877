import { describeId } from "../../engine/index.ts";
import { tableName } from "../../sql/operations.ts";
import type { HazardRule } from "../hazard.ts";
import { tableIdOf } from "../transition.ts";

/** CREATE INDEX without CONCURRENTLY. */
export const newIndex: HazardRule = (operation, transition) => {
  if (operation.kind !== "statement" || !("IndexStmt" in operation.node)) return [];
  const { relation, concurrent, idxname = "an index" } = operation.node.IndexStmt;
  const id = relation === undefined ? undefined : tableIdOf(transition, tableName(relation));
  if (id === undefined || concurrent === true || !transition.survives(id)) return [];
  const table = describeId(id);
  const isPartitioned = transition.to.get(id)?.payload.partitionKey != null;
  return [
    {
      code: "WRITES_BLOCKED",
      severity: "warning",
      object: idxname,
      message: `Nobody can write to ${table}${isPartitioned ? " and its partitions" : ""} while ${idxname} is built (SHARE).`,
      hint: isPartitioned
        ? "On large partitions CREATE INDEX ON ONLY the parent, build one CONCURRENTLY on each partition, and ATTACH them."
        : "On a large table write CREATE INDEX CONCURRENTLY; Varve runs it outside of a transaction by itself.",
    },
  ];
};
