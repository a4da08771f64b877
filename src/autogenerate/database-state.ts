// What the database says of itself before anything is compared: which revisions it has, and whether it changed since.
import type { Client } from "pg";
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import { fingerprint } from "../engine/index.ts";
import { VarveError } from "../errors.ts";
import type { Models } from "../models/load.ts";
import { missingRoles } from "../models/roles.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import { planUpgrade } from "../revisions/plan.ts";
import { below } from "../revisions/walk.ts";
import { assertKnown, positionOf } from "../runner/plan-now.ts";
import { readState, type State } from "../runner/state.ts";
import { isUntouched } from "../runner/trust.ts";
import { type KnownModels, recallModels, rememberModels } from "./known-models.ts";
import { reachedHash } from "./reached.ts";

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

interface Sides extends Project {
  readonly state: State;
  readonly models: Models;
}

/** What is known of the database without comparing anything. */
export interface Trust {
  /** It is proven equal to these very models: there is nothing to build and nothing to compare. */
  readonly isInSync: boolean;
  /** The models that it is proven equal to, where they are kept. */
  readonly known?: KnownModels | undefined;
}

/** Looks whether the last run left the database proven equal to some models, and its catalog has not changed since. */
export async function readTrust(url: string, sides: Sides): Promise<Trust> {
  const { state, models, config, graph, signal } = sides;
  const [head, ...others] = state.heads;
  const nothing: Trust = { isInSync: false };
  if (head === undefined || others.length > 0) return nothing;
  if (state.models === undefined || state.fingerprint === undefined) return nothing;
  const reached = (those: KnownModels) =>
    reachedHash({ models: those, config, graph, foundation: below(nodeOf(graph, head)) });
  const isReached = state.models === reached(models);
  const known = isReached ? undefined : await recallModels(config, state.models);
  if (!isReached && (known === undefined || state.models !== reached(known))) return nothing;
  const read = async (client: Client): Promise<Trust> => {
    if ((await fingerprint(client, config.stateSchema)) !== state.fingerprint) return nothing;
    if (isReached) await rememberModels(config, state.models as string, models);
    return { isInSync: isReached && (await missingRoles(client, models)).length === 0, known };
  };
  return withClient(url, read, { signal });
}

/**
 * True when the database is what these revisions build, and nothing more: nobody else changed it since it was empty. Only
 * what is planned from such a database leads to the models wherever it is applied.
 */
export async function isBuiltBy(
  revisions: readonly string[],
  url: string,
  { state, config, signal }: Pick<Sides, "state" | "config" | "signal">,
): Promise<boolean> {
  if (state.heads.length !== revisions.length || !state.heads.every((id) => revisions.includes(id)))
    return false;
  const { stateSchema } = config;
  const read = (client: Client) =>
    isUntouched(client, state, stateSchema, (connection) => fingerprint(connection, stateSchema));
  return withClient(url, read, { signal });
}
