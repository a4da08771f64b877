import type { ClientBase } from "pg";
import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import type { PlannedStep, Position } from "../revisions/plan.ts";
import { carryOver } from "./carry-over.ts";
import { findEdited, revisionEdited } from "./edited.ts";
import { readState, type State } from "./state.ts";
import { stateTables } from "./state-tables.ts";
import type { Task } from "./work.ts";

export interface PlanOptions {
  readonly graph: Graph;
  readonly stateSchema: string;
  /** The schema of a tenant: it is what names without a schema mean, and has the state. */
  readonly tenant?: string | undefined;
  /** What to do, from where the database is. */
  readonly plan: (position: Position) => readonly PlannedStep[];
  /** Heads that no file has are allowed: `stamp --purge`. */
  readonly allowUnknown?: boolean | undefined;
}

export interface PlanNow {
  readonly state: State;
  readonly steps: readonly PlannedStep[];
}

/** Reads where the database is, and plans from there. Errors: UNKNOWN_REVISION_APPLIED, REVISION_EDITED, those of `plan`. */
export async function planNow(client: ClientBase, options: PlanOptions): Promise<PlanNow> {
  const { graph, stateSchema, tenant, plan, allowUnknown = false } = options;
  const tables = stateTables(stateSchema, tenant);
  const state = await readState(client, tables);
  if (!allowUnknown) assertKnown(graph, state);
  const steps = plan(positionOf(graph, state));
  const edited = await findEdited(client, tables, { graph, state, among: concerned(state, steps) });
  if (edited.length > 0) throw revisionEdited(edited);
  return { state, steps };
}

/**
 * Where a database is, in terms of the graph: squashed revisions are carried over; revisions that were applied and have no
 * file any more are left out.
 */
export function positionOf(graph: Graph, state: State): Position {
  const { heads, applied } = carryOver(graph, state);
  return { heads, applied: new Set([...applied.keys()].filter((id) => graph.nodes.has(id))) };
}

/** A downgrade runs what the files say of its own revisions only, a stamp runs nothing; an upgrade builds on all that ran. */
function concerned(state: State, steps: readonly PlannedStep[]): Iterable<string> {
  const [first] = steps;
  if (first?.direction === "stamp") return [];
  return first?.direction === "down" ? steps.map(({ id }) => id) : state.applied.keys();
}

/** Error: UNKNOWN_REVISION_APPLIED. */
export function assertKnown(graph: Graph, state: State): void {
  const unknown = carryOver(graph, state).heads.filter((id) => !graph.nodes.has(id));
  if (unknown.length === 0) return;
  throw new VarveError("UNKNOWN_REVISION_APPLIED", {
    message: `The database is at ${unknown.join(", ")}, and no file of the migrations folder has ${unknown.length === 1 ? "that id" : "these ids"}.`,
    hint: "Pull the branch that has the file, or restore it (git log --all -- migrations). If it is gone for good and the database is as another revision leaves it: varve stamp --purge REV.",
    details: { revisions: unknown },
  });
}

/** What was begun is finished before anything else is done. Under the lock. Error: REVISION_UNFINISHED. */
export function assertFinishing({ state, steps }: PlanNow): void {
  const { unfinished } = state;
  if (unfinished === undefined) return;
  const { revision, direction } = unfinished;
  if (steps.some((step) => step.id === revision && step.direction === direction)) return;
  throw new VarveError("REVISION_UNFINISHED", {
    message: `Revision ${revision} was begun (${direction}) and not finished, and this command would leave it so.`,
    hint: `Finish it: varve ${direction === "up" ? `upgrade ${revision}` : `downgrade ${revision}-1`}. Or undo its first steps by hand, then: varve stamp current.`,
    details: { revision, direction },
  });
}

export function tasksOf(graph: Graph, { state, steps }: PlanNow): Task[] {
  return steps.map(({ id, direction, heads }, index) => {
    const { revision } = nodeOf(graph, id);
    return {
      title: `${direction === "up" ? "Applying" : "Taking back"} ${id} ${revision.message}`,
      index,
      total: steps.length,
      revision,
      direction: direction as "up" | "down",
      headsBefore: steps[index - 1]?.heads ?? state.heads,
      headsAfter: heads,
      models: modelsAt(graph, heads),
    };
  });
}

/** Hash of the models that were proven to be reached there; undefined at several heads. */
export function modelsAt(graph: Graph, [head, ...others]: readonly string[]): string | undefined {
  if (head === undefined || others.length > 0) return undefined;
  return graph.nodes.get(head)?.revision.models;
}
