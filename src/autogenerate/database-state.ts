// What the database says of itself before anything is compared: which revisions it has, and whether it changed since.
import type { Client } from "pg";
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import { fingerprint } from "../engine/reading/fingerprint.ts";
import { VarveError } from "../errors.ts";
import type { Models } from "../models/load.ts";
import { missingRoles } from "../models/roles.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import { planUpgrade } from "../revisions/plan.ts";
import { below } from "../revisions/walk.ts";
import { assertKnown, positionOf } from "../runner/plan-now.ts";
import { readState, type State } from "../runner/state.ts";
import { stateTables } from "../runner/state-tables.ts";
import { isUntouched } from "../runner/trust.ts";
import { type KnownModels, recallModels, rememberModels } from "./known-models.ts";
import { reachedHash } from "./reached.ts";

/** A database as it is now. */
export interface Live {
  readonly state: State;
  /** Of the catalog; undefined when the last run vouched for none. */
  readonly fingerprint: string | undefined;
}

/** Reads where a database is. Errors: those of `readState`. */
export async function readLive(client: Client, stateSchema: string): Promise<Live> {
  const state = await readState(client, stateTables(stateSchema));
  return {
    state,
    fingerprint: state.fingerprint === undefined ? undefined : await fingerprint(client, stateSchema),
  };
}

/** Refuses a database that is behind. Errors: DATABASE_NOT_AT_HEAD, UNKNOWN_REVISION_APPLIED. */
export function assertAtHead(graph: Graph, state: State): void {
  const pending = pendingRevisions(graph, state);
  if (pending.length === 0) return;
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
  readonly config: Config;
  readonly graph: Graph;
  readonly live: Live;
  readonly models: Models;
  readonly signal?: AbortSignal | undefined;
}

/** What is known of the database without comparing anything. */
export interface Trust {
  /** It is proven equal to these very models: there is nothing to build and nothing to compare. */
  readonly isInSync: boolean;
  /** The models that it is proven equal to, where they are kept. */
  readonly known?: KnownModels | undefined;
}

/** Looks whether the last run left the database proven equal to some models, and its catalog has not changed since. */
export async function readTrust(url: string, { live, models, config, graph, signal }: Sides): Promise<Trust> {
  const { state } = live;
  const [head, ...others] = state.heads;
  const nothing: Trust = { isInSync: false };
  if (head === undefined || others.length > 0) return nothing;
  if (state.models === undefined || state.fingerprint === undefined) return nothing;
  if (live.fingerprint !== state.fingerprint) return nothing;
  const reached = (those: KnownModels) =>
    reachedHash({ models: those, config, graph, foundation: below(nodeOf(graph, head)) });
  if (state.models === reached(models)) {
    await rememberModels(config, state.models, models);
    return { isInSync: await hasRoles(url, models, signal) };
  }
  const known = await recallModels(config, state.models);
  return {
    isInSync: false,
    known: known !== undefined && state.models === reached(known) ? known : undefined,
  };
}

/** Roles belong to the server: no fingerprint tells of them. */
async function hasRoles(url: string, models: Models, signal: AbortSignal | undefined): Promise<boolean> {
  if (models.roles.length === 0) return true;
  return (await withClient(url, (client) => missingRoles(client, models), { signal })).length === 0;
}

/**
 * True when the database is what these revisions build, and nothing more: nobody else changed it since it was empty. Only
 * what is planned from such a database leads to the models wherever it is applied.
 */
export async function isBuiltBy(
  revisions: readonly string[],
  url: string,
  { state, config, signal }: Pick<Sides, "config" | "signal"> & { readonly state: State },
): Promise<boolean> {
  if (state.heads.length !== revisions.length || !state.heads.every((id) => revisions.includes(id)))
    return false;
  const { stateSchema } = config;
  const read = (client: Client) =>
    isUntouched(client, state, stateSchema, (connection) => fingerprint(connection, stateSchema));
  return withClient(url, read, { signal });
}
