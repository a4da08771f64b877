// From a comparison to a proven plan, both ways.

import type { Client } from "pg";
import { distinctBy } from "../by-key.ts";
import {
  type Change,
  compare,
  type FactBase,
  leftOut,
  outOfReach,
  withValidIndexes,
} from "../engine/index.ts";
import { VarveError } from "../errors.ts";
import { createRoleUnlessThere } from "../models/roles.ts";
import type { Hazard } from "../plan/hazard.ts";
import type { Preflight } from "../plan/preflight.ts";
import { renameChange, renameSteps } from "../plan/rename-steps.ts";
import type { Step } from "../plan/steps.ts";
import { prove } from "../proof/prove.ts";
import type { RenameChoice } from "../renames/choose.ts";
import { createSchema, dropSchema, reverseRename } from "../renames/rename.ts";
import { loadParser } from "../sql/parser.ts";
import type { Comparison, ModelRole } from "./comparison.ts";
import { planWay } from "./plan-way.ts";
import { addOperators } from "./replica.ts";
import { desiredSide, withRenamedSide } from "./sides.ts";
import { tenantSteps, withoutTenantSchema } from "./tenant-steps.ts";

export interface Proposal {
  readonly changes: readonly Change[];
  readonly up: readonly Step[];
  readonly down: readonly Step[];
  /** Of `up`. */
  readonly hazards: readonly Hazard[];
  /** Of `up`: they are run before its first step. */
  readonly preflight: readonly Preflight[];
}

/** There is nothing to do. */
export const noProposal: Proposal = { changes: [], up: [], down: [], hazards: [], preflight: [] };

/**
 * The steps that lead from what is to what should be, and back; both have run on a scratch database. Nothing to do:
 * no steps. Errors: PLAN_IMPOSSIBLE, PLAN_NOT_PROVEN, RENAME_AMBIGUOUS, RENAME_UNKNOWN.
 */
export async function proposeChange(comparison: Comparison, choice: RenameChoice): Promise<Proposal> {
  const { from, to, scratch, read } = comparison;
  const changes = differences(comparison);
  if (changes.length === 0) return noProposal;
  const roles = rolesNeeded(comparison).map(createRoleUnlessThere).map(plainStep);
  assertWithinReach(comparison);
  await loadParser();
  const known = {
    serverVersion: await readServerVersion(scratch),
    leftOut: leftOut(comparison.actual, from),
  };
  return withRenamedSide(comparison, choice, async (actual) => {
    const desired = desiredSide(comparison, actual);
    const { schemas, renames } = actual;
    const back = [...renames].reverse().map(reverseRename);
    const forward = await planWay(actual, desired, { ...known, renames });
    const backward = await planWay(desired, { ...actual, facts: withValidIndexes(actual.facts) }, known);
    const { within } = comparison.scope;
    const asWritten = within === undefined ? (steps: Step[]) => steps : tenantSteps;
    const { up, down } = await prove(scratch, {
      up: asWritten([
        ...schemas.map(createSchema).map(plainStep),
        ...renames.flatMap(renameSteps),
        ...forward,
      ]),
      down: asWritten([...backward, ...back.flatMap(renameSteps), ...schemas.map(dropSchema).map(plainStep)]),
      tenant: within,
      from: withValidIndexes(from),
      to,
      read: async () => (await read(scratch)).facts,
      addStanding: () => addOperators(scratch, comparison.actual),
    });
    return {
      changes: [
        ...schemas.map((name): Change => ({ action: "create", kind: "schema", name })),
        ...renames.map((rename) => renameChange(rename, from)),
        ...differences({ ...comparison, from: actual.facts }),
      ],
      // A role outlives the database, and other databases may use it by now: down leaves it alone.
      up: [...roles, ...up],
      down,
      hazards: up.flatMap((step) => step.hazards),
      preflight: preflightOf(up),
    };
  });
}

/** Scratch databases hold all that the models declare, so no proof would tell. */
function assertWithinReach({ desired, to, actual }: Comparison): void {
  const lacking = outOfReach(desired, to, actual);
  if (lacking.length === 0) return;
  const names = lacking.map(({ kind, name }) => `${kind} ${name}`).join(", ");
  throw new VarveError("PLAN_IMPOSSIBLE", {
    message: `The models need what the database lacks and this comparison leaves out: ${names}.`,
    hint: "Let `include` and `exclude` cover it, or create it before this revision (varve revision --empty) where it belongs to somebody else or is of a kind that is never compared.",
    details: { outOfReach: lacking },
  });
}

function plainStep(sql: string): Step {
  return { sql, transactional: true, hazards: [] };
}

/** Several steps may ask the same. */
function preflightOf(steps: readonly Step[]): Preflight[] {
  const queries = steps.flatMap(({ preflight = [] }) => preflight);
  return distinctBy(queries, ({ sql }) => sql);
}

/** What must change, roles included. */
export function differences({ from, to, roles }: Pick<Comparison, "from" | "to" | "roles">): Change[] {
  const missing = roles.filter(({ isMissing }) => isMissing);
  const made = missing.map(({ name }): Change => ({ action: "create", kind: "role", name }));
  return [...made, ...withoutTenantSchema(compare(from, to))];
}

/** What is missing, and what is there and a policy begins to name: the next server may lack it. */
function rolesNeeded({ roles, from, to }: Comparison): ModelRole[] {
  const [before, after] = [namedByPolicies(from), namedByPolicies(to)];
  return roles.filter(({ name, isMissing }) => isMissing || (after.has(name) && !before.has(name)));
}

function namedByPolicies(facts: FactBase): Set<unknown> {
  const policies = facts.facts().filter(({ id }) => id.kind === "policy");
  return new Set(policies.flatMap(({ payload }) => payload.roles as string[]));
}

/** The major version. */
async function readServerVersion(client: Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::integer / 10000 AS version",
  );
  return (rows[0] as { version: number }).version;
}
