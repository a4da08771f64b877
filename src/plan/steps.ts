// From the engine's actions to the steps of a revision. Pure: data in, data out.
import {
  type Action,
  describeId,
  type FactBase,
  formatSql,
  partitionedAncestors,
  type StableId,
} from "../engine/index.ts";
import type { Hazard } from "./hazard.ts";
import { hazardsOf, rowsInTheWay } from "./hazards.ts";
import { rewriteOnce } from "./one-rewrite.ts";
import { type Preflight, preflightsOf } from "./preflight.ts";
import { type Transition, type TransitionOptions, transitionOf } from "./transition.ts";

/** One statement of a revision. */
export interface Step {
  readonly sql: string;
  /** False: it runs alone, outside a transaction block. */
  readonly transactional: boolean;
  readonly hazards: readonly Hazard[];
  /** Queries for the rows it would fail on; they are to run before the first step. */
  readonly preflight?: readonly Preflight[];
}

/** Shapes `actions`, which lead from the schema `from` to the schema `to`, and judges them. The parser must be loaded. */
export function shapeSteps(options: TransitionOptions): Step[] {
  const transition = transitionOf(options);
  return toSteps(options.actions, options.to, (action) =>
    concernsExisting(action, transition) ? judge(action, transition) : { hazards: [] },
  );
}

/** Those of a schema that is built to try something on: nobody asks what they cost. */
export function plainSteps(actions: readonly Action[], to: FactBase): Step[] {
  return toSteps(actions, to, () => ({ hazards: [] }));
}

type Judgement = Pick<Step, "hazards" | "preflight">;

function toSteps(
  actions: readonly Action[],
  to: FactBase,
  judgementOf: (action: Action) => Judgement,
): Step[] {
  const statements = actions.map(
    (action): Step => ({
      sql: formatSql(action.sql),
      transactional: action.transactional && !action.commitAfter,
      ...judgementOf(action),
    }),
  );
  const steps = rewriteOnce(statements);
  if (!definesCheckedBody(actions, to)) return steps;
  // SET LOCAL ends with its transaction, so it comes after what has to be committed first.
  const start = steps.findIndex(({ transactional }) => transactional);
  return steps.toSpliced(start, 0, deferBodyChecks);
}

function judge(action: Action, transition: Transition): Judgement {
  const preflight = preflightsOf(action, transition);
  const { creates, uses } = action;
  const subject =
    creates[0] ?? uses.find(({ kind }) => kind === "column" || kind === "constraint") ?? uses[0];
  const object = subject === undefined ? "" : describeId(subject);
  return {
    hazards: [...preflight.map((each) => rowsInTheWay(each, object)), ...hazardsOf(action, transition)],
    ...(preflight.length === 0 ? {} : { preflight }),
  };
}

/** False for what is made out of nothing, which costs nobody anything: most of a first revision. */
function concernsExisting({ verb, creates, uses }: Action, { from, to }: Transition): boolean {
  const concerned = [...creates, ...uses];
  const facts = concerned.flatMap((id) => to.get(id) ?? []);
  const needed = [
    ...facts.flatMap(({ id }) => to.outgoingEdges(id).map((edge) => edge.to)),
    // A partition may be given their rows.
    ...facts.flatMap((fact) => partitionedAncestors(fact, to)),
  ];
  return verb === "drop" || [...concerned, ...needed].some((id) => id.kind !== "schema" && from.has(id));
}

/**
 * A body in SQL, or what one in PL/pgSQL declares, may name tables and types that are created further down; PostgreSQL checks it when it
 * is first called.
 */
const deferBodyChecks: Step = {
  sql: "SET LOCAL check_function_bodies = off",
  transactional: true,
  hazards: [],
};

function definesCheckedBody(actions: readonly Action[], to: FactBase): boolean {
  const isChecked = (id: StableId) => {
    const { language, def } = ("args" in id ? to.get(id)?.payload : undefined) ?? {};
    return language === "sql" || (language === "plpgsql" && /\bdeclare\b/i.test(String(def)));
  };
  return actions.some(({ creates, uses, verb }) => verb !== "drop" && [...creates, ...uses].some(isChecked));
}
