// From the engine's actions to the steps of a revision. Pure: data in, data out.
import { type Action, type FactBase, formatSql } from "../engine/index.ts";
import { type Hazard, hazardsOf } from "./hazard.ts";

/** One statement of a revision. */
export interface Step {
  readonly sql: string;
  /** False: it runs alone, outside a transaction block. */
  readonly transactional: boolean;
  readonly hazards: readonly Hazard[];
}

/** Shapes `actions`, which lead from the schema `from` to the schema `to`. */
export function shapeSteps(actions: readonly Action[], from: FactBase, to: FactBase): Step[] {
  const steps = actions.map((action): Step => ({
    sql: formatSql(action.sql),
    transactional: action.transactional && !action.commitAfter,
    hazards: hazardsOf(action, from, to),
  }));
  if (!definesSqlFunction(actions, to)) return steps;
  // SET LOCAL ends with its transaction, so it comes after what has to be committed first.
  const start = steps.findIndex(({ transactional }) => transactional);
  return steps.toSpliced(start, 0, deferBodyChecks);
}

/** A body in SQL may name tables that are created further down; PostgreSQL checks it when it is first called. */
const deferBodyChecks: Step = {
  sql: "SET LOCAL check_function_bodies = off",
  transactional: true,
  hazards: [],
};

function definesSqlFunction(actions: readonly Action[], to: FactBase): boolean {
  return actions.some(
    ({ creates, uses, verb }) =>
      verb !== "drop" &&
      [...creates, ...uses].some((id) => "args" in id && to.get(id)?.payload.language === "sql"),
  );
}
