// Runs the statements that make a schema, and says which object stands in the way where one can't be made.
import type { Client } from "pg";
import { fromPostgresError } from "../database/postgres-error.ts";
import {
  type Action,
  describeId,
  type Fact,
  type FactBase,
  formatSql,
  keepNotNullNames,
  kindOf,
  planActions,
  qualified,
  type StableId,
} from "../engine/index.ts";
import type { VarveError } from "../errors.ts";
import { plainSteps, type Step } from "../plan/steps.ts";
import { type Failure, runSteps } from "../proof/run-steps.ts";

interface Build {
  readonly from: FactBase;
  readonly to: FactBase;
  /** What may not be missing. */
  readonly needed: FactBase;
}

/** Errors: PLAN_IMPOSSIBLE for an object that PostgreSQL refuses to make, those of the connection. */
export async function buildWhatIsNeeded(client: Client, { from, to, needed }: Build): Promise<void> {
  const actions = keepNotNullNames(planActions(from, to), to);
  const actionOf = new Map(actions.map((action) => [formatSql(action.sql), action]));
  const mayFail = ({ sql }: Step) => {
    const { creates = [], uses = [] } = actionOf.get(sql) ?? {};
    const subjects = creates.length > 0 ? creates : uses.slice(0, 1);
    return subjects.length > 0 && subjects.every((id) => !isHome(id) && !needed.has(id));
  };
  await runSteps(client, plainSteps(actions, to), "the copy of the schema", {
    mayFail,
    refuse: (failure, earlier) => {
      const [object, ...before] = [failure, ...earlier].map(({ step, error }) => ({
        fact: madeBy(actionOf.get(step.sql), to),
        error,
      }));
      return refusal(failure, object?.fact, before.map(reason));
    },
  });
}

/** What others are in, or come from. */
export function isHome({ kind }: StableId): boolean {
  return kind === "schema" || kind === "extension";
}

function madeBy(action: Action | undefined, facts: FactBase): Fact | undefined {
  const id = action?.creates[0] ?? action?.uses[0];
  return id === undefined ? undefined : facts.get(id);
}

interface Refused {
  readonly fact: Fact | undefined;
  readonly error: Error;
}

function reason({ fact, error }: Refused): string {
  return `${fact === undefined ? "a statement" : `the ${kindOf(fact)} ${describeId(fact.id)}`} (${error.message})`;
}

function refusal(
  { step: { sql }, error }: Failure,
  fact: Fact | undefined,
  missing: readonly string[],
): VarveError {
  const plain = fromPostgresError(error, { sql });
  if (plain.code !== "STATEMENT_FAILED") return plain;
  const before = missing.length === 0 ? "" : ` Before that it refused ${missing.join(", ")}.`;
  const pattern = fact === undefined ? undefined : patternOf(fact.id);
  const exclude =
    pattern === undefined
      ? ""
      : `Leave it out of the comparison, exclude: [${JSON.stringify(pattern)}] in varve.config.ts, or write`;
  return fromPostgresError(error, {
    code: "PLAN_IMPOSSIBLE",
    sql,
    message: `The change is tried on a copy of the schema, in which PostgreSQL refuses to make ${reason({ fact, error })}.${before}`,
    hint: `${exclude || "Write"} the revision by hand: varve revision --empty.`,
  });
}

/** How `exclude` names it, or the table that it is a part of. */
function patternOf(id: StableId): string | undefined {
  if ("table" in id && id.schema !== null) return qualified(id.schema, id.table);
  return "schema" in id && "name" in id && id.schema !== null ? qualified(id.schema, id.name) : undefined;
}
