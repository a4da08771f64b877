import type { Pool } from "pg";
import { type Config, loadConfig } from "../config.ts";
import type { Graph } from "../revisions/graph.ts";
import { loadGraph } from "../revisions/load.ts";
import { type CommandOptions, openProject } from "./project.ts";

export interface DatabaseOptions extends CommandOptions {
  /** The caller's own pool, of two connections or more; it is not closed. Instead of a URL. */
  pool?: Pool | undefined;
}

/** The config and the graph of its revision files. Errors: those of loading and of `buildGraph`. */
export async function openGraph(options: CommandOptions): Promise<{ config: Config; graph: Graph }> {
  const config = await loadConfig(options);
  return { config, graph: await loadGraph(config.migrations) };
}

/** The same with a database to work on: the caller's pool, or the URL of the project's. */
export async function openRevisions(
  options: DatabaseOptions,
): Promise<{ config: Config; graph: Graph; source: string | Pool }> {
  if (options.pool !== undefined) return { ...(await openGraph(options)), source: options.pool };
  const { config, url } = await openProject(options);
  return { config, graph: await loadGraph(config.migrations), source: url };
}

/** For a script: the database is asked only for a target that says `current`. */
export async function openOffline(
  options: DatabaseOptions,
  target: string | readonly string[],
): Promise<{ config: Config; graph: Graph; current: readonly string[] }> {
  if (!/\bcurrent\b/.test(String(target))) return { ...(await openGraph(options)), current: [] };
  const { config, graph, source } = await openRevisions(options);
  const { openConnection } = await import("../runner/connections.ts");
  const { readState } = await import("../runner/state.ts");
  const { assertKnown, positionOf } = await import("../runner/plan-now.ts");
  const { client, close } = await openConnection(source, "read", options.signal);
  try {
    const state = await readState(client, config.stateSchema);
    assertKnown(graph, state);
    return { config, graph, current: positionOf(graph, state).heads };
  } finally {
    await close();
  }
}
