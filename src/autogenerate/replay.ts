import { withClient } from "../database/connect.ts";
import { withScratchDatabase } from "../database/scratch.ts";
import { type Catalog, extractCatalog } from "../engine/index.ts";
import type { Graph } from "../revisions/graph.ts";
import { planUpgrade } from "../revisions/plan.ts";
import { runPlan } from "../runner/run.ts";

export interface Replay {
  readonly graph: Graph;
  /** Everything below these is applied; none: nothing is. */
  readonly targets: readonly string[];
  readonly stateSchema: string;
  readonly scratchUrl: string;
  readonly signal?: AbortSignal | undefined;
}

/** What the revisions build in an empty database, run by the runner itself. Errors: those of a run. */
export function replayRevisions({
  graph,
  targets,
  stateSchema,
  scratchUrl,
  signal,
}: Replay): Promise<Catalog> {
  return withScratchDatabase({ url: scratchUrl }, async ({ url }) => {
    if (targets.length > 0) {
      const plan = (position: Parameters<typeof planUpgrade>[1]) => planUpgrade(graph, position, targets);
      await runPlan({ source: url, command: "upgrade", graph, stateSchema, plan, signal });
    }
    return withClient(url, extractCatalog, { signal });
  });
}
