// What a statement can cost: data, time under a lock, code that still expects the old schema.
import type { Action, FactBase, StableId } from "../engine/index.ts";
import { describeId, encodeId, kindOf } from "../engine/index.ts";

export interface Hazard {
  readonly code: HazardCode;
  readonly severity: "error" | "warning" | "info";
  /** The object it happens to: `users.nick`. */
  readonly object: string;
  readonly message: string;
  readonly hint: string;
}

export type HazardCode =
  | "DATA_LOSS"
  | "OBJECT_DROPPED"
  | "TABLE_REWRITE"
  | "TABLE_SCAN"
  | "WRITES_BLOCKED"
  | "ROWS_IN_THE_WAY"
  | "BREAKS_OLD_CODE";

const holdsData = new Set<StableId["kind"]>(["table", "column", "sequence"]);

/** The hazards of one action; `from` is the schema before, `to` the one after. Pure. */
export function hazardsOf(action: Action, from: FactBase, to: FactBase): Hazard[] {
  return [
    ...dropHazards(action, from, to),
    ...rewriteHazards(action, from),
    ...scanHazards(action, from, to),
  ];
}

function dropHazards(action: Action, from: FactBase, to: FactBase): Hazard[] {
  if (action.verb !== "drop") return [];
  const [id] = action.drops;
  const fact = id === undefined ? undefined : from.get(id);
  if (id === undefined || fact === undefined) return [];
  const object = describeId(id);
  const kind = kindOf(fact);
  if (holdsData.has(id.kind)) {
    return [
      {
        code: "DATA_LOSS",
        severity: "error",
        object,
        message: `Drops the ${kind} ${object} and what it holds; ${to.has(id) ? "it is made anew, empty" : "no downgrade brings the data back"}.`,
        hint: "Back it up first (varve upgrade --backup), or keep it until nothing reads it. A renamed object keeps its data: varve revision --rename old:new.",
      },
    ];
  }
  if (to.has(id)) return [];
  return [
    {
      code: "OBJECT_DROPPED",
      severity: "warning",
      object,
      message: `Drops the ${kind} ${object}.`,
      hint: "Make sure that no running version of the application still needs it.",
    },
  ];
}

function rewriteHazards(action: Action, from: FactBase): Hazard[] {
  const table = tableOf(action, from);
  if (!action.mayRewrite || table === undefined || action.verb === "drop") return [];
  return [
    {
      code: "TABLE_REWRITE",
      severity: "warning",
      object: table,
      message: `May rewrite ${table} and its indexes while nobody can read or write it (ACCESS EXCLUSIVE).`,
      hint: "On a large table: add a new column, fill it in batches (backfill), then swap; or run it in a quiet hour.",
    },
  ];
}

/** Statements that read the whole table, or build an index, under a lock that blocks others. */
function scanHazards(action: Action, from: FactBase, to: FactBase): Hazard[] {
  const table = tableOf(action, from);
  if (table === undefined || action.verb === "drop") return [];
  const created = action.creates.map((id) => to.get(id)).find((fact) => fact !== undefined);
  if (created?.id.kind === "index" && action.transactional) {
    return [
      {
        code: "WRITES_BLOCKED",
        severity: "warning",
        object: describeId(created.id),
        message: `Blocks writes to ${table} while the index is built (SHARE).`,
        hint: "On a large table write CREATE INDEX CONCURRENTLY; Varve runs it outside a transaction by itself.",
      },
    ];
  }
  if (created?.id.kind === "constraint") {
    return [
      {
        code: "TABLE_SCAN",
        severity: "warning",
        object: describeId(created.id),
        message: `Checks every row of ${table} under a lock that blocks ${created.payload.type === "f" ? "writes to both tables (SHARE ROW EXCLUSIVE)" : "reads and writes (ACCESS EXCLUSIVE)"}.`,
        hint: "On a large table add it NOT VALID first and VALIDATE CONSTRAINT in a later transaction.",
      },
    ];
  }
  return [];
}

/** The existing table that the action works on; undefined when the plan creates it, or it is none. */
function tableOf(action: Action, from: FactBase): string | undefined {
  for (const id of [...action.creates, ...action.uses]) {
    const table: StableId | undefined =
      "table" in id
        ? { kind: "table", schema: id.schema, name: id.table }
        : id.kind === "table" || id.kind === "materializedView"
          ? id
          : undefined;
    if (
      table !== undefined &&
      from.has(table) &&
      !action.creates.some((made) => encodeId(made) === encodeId(table))
    ) {
      return describeId(table);
    }
  }
  return undefined;
}
