import type { Overlap } from "../autogenerate/commute.ts";
import type { Config } from "../config.ts";
import { isVarveError } from "../errors.ts";
import type { Graph } from "../revisions/graph.ts";
import type { Style } from "../terminal/style.ts";
import type { CommandOptions } from "./project.ts";

/** What branches that are not joined have to do with each other. */
export interface BranchTrial {
  /** Whether the order of the branches makes no difference, tried out on scratch databases; null when that was not possible. */
  readonly commutes: boolean | null;
  /** What more than one of the branches changes. */
  readonly overlaps: readonly Overlap[];
  /** Why they do not commute, when one order could not even be run. */
  readonly problem?: string;
}

/** Runs the branches in both orders on scratch databases. Where that cannot be done, a `warning` says why. */
export async function tryBranches(
  { signal, onEvent }: CommandOptions,
  { graph, heads }: { graph: Graph; heads: readonly string[] },
  openServer: () => Promise<{ config: Config; url: string }>,
): Promise<BranchTrial> {
  try {
    const { config, url } = await openServer();
    const { scratchServer } = await import("../autogenerate/scratch-server.ts");
    const { databaseScope } = await import("../autogenerate/scope.ts");
    const { tryOrders } = await import("../autogenerate/commute.ts");
    onEvent?.({ type: "merge:try", message: "Trying both orders on scratch databases" });
    const { readTenantGround } = await import("../autogenerate/tenant-ground.ts");
    const scratchUrl = await scratchServer(config, url);
    const ground = await readTenantGround(config, url, signal);
    return await tryOrders({ graph, heads, scope: databaseScope(config), scratchUrl, ground, signal });
  } catch (error) {
    if (!isVarveError(error) || error.code === "INTERRUPTED") throw error;
    onEvent?.({
      type: "warning",
      message: `Whether the branches commute could not be tried: ${error.message}`,
    });
    return { commutes: null, overlaps: [] };
  }
}

/** A line for each. */
export function renderOverlaps(overlaps: readonly Overlap[], style: Style): string[] {
  return overlaps.map(
    ({ kind, name, branches }) =>
      `${style.yellow("Changed by several:")} ${kind} ${name} (${branches.join(", ")})`,
  );
}
