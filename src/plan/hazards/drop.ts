import {
  type Action,
  type ColumnId,
  describeId,
  type Fact,
  type FactBase,
  inheritedColumn,
  kindOf,
  owningColumn,
  type StableId,
} from "../../engine/index.ts";
import type { Hazard } from "../hazard.ts";
import { type Transition, tableOfColumn } from "../transition.ts";

/** What goes with an object that is dropped. */
export function dropHazards({ sql, drops }: Action, transition: Transition): Hazard[] {
  if (drops.length === 0) return operatorDropped(sql);
  const { from, to } = transition;
  const [fact, ...parts] = drops.map((id) => from.get(id) ?? inheritedBefore(id, from));
  if (fact === undefined) return [];
  return [
    ...[fact, ...parts].flatMap((each) => (each === undefined ? [] : lockOfParent(transition, each))),
    ...(losesData(fact, from, to) ? [dataLoss(fact, to)] : objectDropped(fact, to)),
  ];
}

/** An operator, a cast or an access method; no facts tell of them. */
function operatorDropped(sql: string): Hazard[] {
  const [, kind, object] = /^DROP (.*?) IF EXISTS (.*)$/s.exec(sql) ?? [];
  if (kind === undefined || object === undefined) return [];
  return [
    {
      code: "OBJECT_DROPPED",
      severity: "warning",
      object,
      message: `Drops the ${kind.toLowerCase()} ${object} with what it stands on.`,
      hint: "Make sure that no running version of the application still needs it.",
    },
  ];
}

/** What goes where the rows of a table are copied to another one. */
export function lossHazards({ loses }: Action, { from, to }: Transition): Hazard[] {
  return loses.flatMap((id) => {
    const fact = from.get(id) ?? inheritedBefore(id, from);
    return fact === undefined ? [] : [dataLoss(fact, to)];
  });
}

/** A column that the table had from a parent has values of its own there. */
function inheritedBefore(id: StableId, from: FactBase): Fact | undefined {
  if (id.kind !== "column") return undefined;
  const column = inheritedColumn(id.name, { schema: id.schema, name: id.table }, from);
  return column && { ...column, id };
}

function losesData(fact: Fact, from: FactBase, to: FactBase): boolean {
  const { id, payload } = fact;
  switch (id.kind) {
    case "table":
    case "typeAttribute":
      return true;
    case "column":
      // What is computed from other columns can be computed again, as long as it is.
      return payload.generatedExpr === null || to.get(id)?.payload.generatedExpr === null;
    case "sequence":
      return !isWithColumn(fact, from, to);
    default:
      return false;
  }
}

/** A sequence of a column that goes as well is no loss of its own. */
function isWithColumn(sequence: Fact, from: FactBase, to: FactBase): boolean {
  const column = owningColumn(sequence);
  return column !== undefined && from.has(column) && !to.has(column);
}

function dataLoss(fact: Fact, to: FactBase): Hazard {
  const object = describeId(fact.id);
  const what = fact.id.kind === "sequence" ? "the number it has reached" : "what it holds";
  const after = to.has(fact.id) ? "it is made anew, empty" : "no downgrade brings that back";
  return {
    code: "DATA_LOSS",
    severity: "error",
    object,
    message: `Drops the ${kindOf(fact)} ${object} and ${what}; ${after}.`,
    hint: `${isOfNobody(fact, to) ? `${ofOthers} ` : ""}Back it up first (pg_dump), or keep it until nothing reads it. A renamed object keeps its data: varve revision --rename old:new.`,
  };
}

/** A table of a schema in which nobody has one afterwards. */
function isOfNobody({ id }: Fact, to: FactBase): boolean {
  if (id.kind !== "table" || id.schema === "public") return false;
  return !to.childrenOf({ kind: "schema", name: id.schema }).some((other) => other.id.kind === "table");
}

const ofOthers =
  "Should it belong to somebody else, leave it out of the comparison instead: exclude in varve.config.ts, such as `auth.*`.";

function objectDropped(fact: Fact, to: FactBase): Hazard[] {
  const { id, parent } = fact;
  const comesBack = to.has(id);
  const goesWithParent = parent !== undefined && parent.kind !== "schema" && !to.has(parent);
  if (comesBack || goesWithParent || silent.has(id.kind)) return [];
  const object = describeId(id);
  return [
    {
      code: "OBJECT_DROPPED",
      severity: "warning",
      object,
      message: `Drops the ${kindOf(fact)} ${object}.`,
      hint: hints[id.kind] ?? "Make sure that no running version of the application still needs it.",
    },
  ];
}

/** Properties of something else rather than objects. */
const silent = new Set<StableId["kind"]>(["default", "comment"]);

const hints: Partial<Record<StableId["kind"], string>> = {
  column:
    "Make sure that no running version of the application still reads it; it is computed from other columns, so no data is lost.",
  constraint: "From then on rows can be written that break it, and they stand in the way of making it again.",
  index:
    "Make sure that no query needs it. On a busy table write DROP INDEX CONCURRENTLY, which waits without blocking.",
  schema: ofOthers,
  policy: "Make sure that the policies which remain show each role what it should see, and no more.",
};

/** A foreign key lives in both tables; dropping it stops reads and writes of both. */
function lockOfParent({ from, survives }: Transition, { id, parent: table, payload }: Fact): Hazard[] {
  if (id.kind !== "constraint" || payload.type !== "f" || table === undefined) return [];
  const own = describeId(table);
  const tables = from
    .outgoingEdges(id)
    .flatMap(({ to }) => (to.kind === "column" ? [tableOfColumn(to as ColumnId)] : []));
  const others = tables.filter((other) => survives(other)).map(describeId);
  return [...new Set(others)]
    .filter((object) => object !== own)
    .map((object) => ({
      code: "LOCKS_OTHER_TABLE",
      severity: "warning",
      object,
      message: `Locks ${object} against reads and writes too (ACCESS EXCLUSIVE), since the foreign key ${describeId(id)} points to it.`,
      hint: "It takes a moment once the lock is had; after the lock timeout Varve lets others pass, and tries again.",
    }));
}
