import type { Client } from "pg";
import { withClient } from "../database/connect.ts";
import { withScratchDatabase } from "../database/scratch.ts";
import { type Catalog, extractCatalog } from "../engine/index.ts";
import { buildModels } from "../models/build.ts";
import type { Models } from "../models/load.ts";
import { statementsOfOthers } from "../models/of-others.ts";
import type { Graph } from "../revisions/graph.ts";
import { type Position, planUpgrade } from "../revisions/plan.ts";
import { runPlan } from "../runner/run.ts";

/** What revisions stand on and do not make themselves. */
export interface ReplayGround {
  /** Lays it in an empty database. */
  lay(client: Client): Promise<void>;
  /** The schema that stands for a tenant's, where they are those of tenants. */
  readonly tenant?: string | undefined;
}

/** What the models leave to others: their own objects may stand on it. */
export function groundOfOthers(models: Models): ReplayGround {
  return { lay: (client) => buildModels(client, { statements: statementsOfOthers(models) }) };
}

export interface Replay {
  readonly graph: Graph;
  /** Everything below these is applied; none: nothing is. */
  readonly targets: readonly string[];
  readonly stateSchema: string;
  readonly scratchUrl: string;
  readonly ground?: ReplayGround | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the revisions build in an empty database, run by the runner itself. Errors: those of a run. */
export function replayRevisions({
  graph,
  targets,
  stateSchema,
  scratchUrl,
  ground,
  signal,
}: Replay): Promise<Catalog> {
  return withScratchDatabase({ url: scratchUrl }, async ({ url }) => {
    if (ground !== undefined) await withClient(url, ground.lay, { signal });
    await upgradeScratch(url, { graph, targets, stateSchema, tenant: ground?.tenant, signal });
    return withClient(url, extractCatalog, { signal });
  });
}

export interface ScratchUpgrade {
  readonly graph: Graph;
  /** None: nothing is run. */
  readonly targets: readonly string[];
  readonly stateSchema: string;
  readonly tenant?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Brings the scratch database at `url` to the targets, one after the other. Errors: those of a run. */
export async function upgradeScratch(
  url: string,
  { graph, targets, stateSchema, tenant, signal }: ScratchUpgrade,
): Promise<void> {
  if (targets.length === 0) return;
  const plan = (position: Position) => planUpgrade(graph, position, targets);
  await runPlan({ source: url, command: "upgrade", graph, stateSchema, tenant, plan, signal });
}
