// No plan is written before PostgreSQL has run it both ways.
import type { Client } from "pg";
import { type Change, changeName, compare, type FactBase } from "../engine/index.ts";
import { VarveError } from "../errors.ts";
import type { Step } from "../plan/steps.ts";
import { withAnswerablePreflight } from "./answerable.ts";
import { runSteps } from "./run-steps.ts";
import { withAnotherName } from "./with-another-name.ts";

export interface Proof {
  readonly up: readonly Step[];
  readonly down: readonly Step[];
  /** The schema before the change, and the one after it, which `client`'s database holds now. */
  readonly from: FactBase;
  readonly to: FactBase;
  /** The schema of a tenant: the steps fit every tenant's, so they are run while it is called otherwise. */
  readonly tenant?: string | undefined;
  /** Makes what the present database holds beyond `from`, and what may keep objects of it from being dropped. */
  addStanding(): Promise<void>;
  /** Reads the database through the same scope as `from` and `to`. */
  read(): Promise<FactBase>;
}

export type Proven = Pick<Proof, "up" | "down">;

/**
 * Runs `down` on a scratch database that holds the schema after the change, compares with the schema before,
 * runs `up`, compares with the schema after. Gives back both, with the preflight queries that could be run where they
 * will be. Errors: PLAN_NOT_PROVEN, with what differs or the statement that failed.
 */
export async function prove(client: Client, proof: Proof): Promise<Proven> {
  const { up, down, from, to, tenant, read, addStanding } = proof;
  const run = async (steps: readonly Step[], direction: "up" | "down") => {
    const answerable = await withAnswerablePreflight(client, steps);
    await runSteps(client, steps, direction).catch(refuse(direction));
    return answerable;
  };
  const runAsTenant = (steps: readonly Step[], direction: "up" | "down") =>
    tenant === undefined
      ? run(steps, direction)
      : withAnotherName(client, tenant, () => run(steps, direction));
  const provenDown = await runAsTenant(down, "down");
  assertEqual("down", await read(), from);
  await addStanding();
  const provenUp = await runAsTenant(up, "up");
  assertEqual("up", await read(), to);
  return { up: provenUp, down: provenDown };
}

function assertEqual(direction: "up" | "down", actual: FactBase, expected: FactBase): void {
  const differences = compare(actual, expected);
  if (differences.length === 0) return;
  throw new VarveError("PLAN_NOT_PROVEN", {
    message: `The planned ${direction} does not lead to the ${direction === "up" ? "models" : "present schema"}: ${differences.length} difference${differences.length === 1 ? "" : "s"} remain (${differences.slice(0, 3).map(differenceText).join("; ")}).`,
    hint: "Nothing was written. Split the change in two revisions, or write this one by hand: varve revision --empty.",
    details: { direction, differences },
  });
}

function differenceText(change: Change): string {
  const { attribute, from, to } = change;
  return attribute === undefined
    ? changeName(change)
    : `${changeName(change)} ${attribute}: ${JSON.stringify(from)} should be ${JSON.stringify(to)}`;
}

function refuse(direction: "up" | "down"): (error: unknown) => never {
  return (error) => {
    const { message, details = {} } = error as Error & { details?: Record<string, unknown> };
    // PostgreSQL names what uses an object that can't be dropped, and that no plan makes again: an operator, a cast, another type.
    const isInUse = details.sqlstate === "2BP01";
    const users = isInUse && details.detail !== undefined ? ` (${details.detail})` : "";
    throw new VarveError("PLAN_NOT_PROVEN", {
      message: `The planned ${direction} does not run on a scratch database: ${message}${users}`,
      hint: isInUse
        ? "Nothing was written. Drop what uses it in a revision of its own (varve revision --empty), and make it again in one after this."
        : "Nothing was written. Split the change in two revisions, or write this one by hand: varve revision --empty.",
      details: { direction, ...details },
      cause: error,
    });
  };
}
