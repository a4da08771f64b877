// What the database says of itself before anything is compared: which revisions it has, and whether it changed since.
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import { fingerprint } from "../engine/index.ts";
import { VarveError } from "../errors.ts";
import type { Models } from "../models/load.ts";
import type { Graph } from "../revisions/graph.ts";
import { planUpgrade } from "../revisions/plan.ts";
import { assertKnown, positionOf } from "../runner/plan-now.ts";
import { readState, type State } from "../runner/state.ts";

interface Project {
  readonly config: Config;
  readonly graph: Graph;
  readonly signal?: AbortSignal | undefined;
}

/** Reads the state and refuses a database that is behind. Errors: DATABASE_NOT_AT_HEAD, UNKNOWN_REVISION_APPLIED. */
export async function assertAtHead(url: string, { config, graph, signal }: Project): Promise<State> {
  const state = await withClient(url, (client) => readState(client, config.stateSchema), { signal });
  const pending = pendingRevisions(graph, state);
  if (pending.length === 0) return state;
  throw new VarveError("DATABASE_NOT_AT_HEAD", {
    message: `The database is not up to date: ${pending.length === 1 ? "revision" : "revisions"} ${pending.join(", ")} ${pending.length === 1 ? "is" : "are"} pending, and would be generated again.`,
    hint: "Run `varve upgrade` first, or compare with what the revisions build: --from migrations.",
    details: { pending, heads: state.heads },
  });
}

/** Revisions that the database has not, in the order in which they would be applied. Error: UNKNOWN_REVISION_APPLIED. */
export function pendingRevisions(graph: Graph, state: State): string[] {
  assertKnown(graph, state);
  return planUpgrade(graph, positionOf(graph, state), "heads").map(({ id }) => id);
}

interface Sides {
  readonly state: State;
  readonly models: Models;
  readonly config: Config;
  readonly signal?: AbortSignal | undefined;
}

/**
 * True when the last run left the database proven equal to these very models and its catalog has not changed since:
 * then there is nothing to build and nothing to compare. False says nothing.
 */
export async function isInSync(url: string, { state, models, config, signal }: Sides): Promise<boolean> {
  if (state.models !== models.hash || state.fingerprint === undefined) return false;
  const current = await withClient(url, (client) => fingerprint(client, config.stateSchema), { signal });
  return current === state.fingerprint;
}
