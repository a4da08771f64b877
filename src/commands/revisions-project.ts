import type { Pool } from "pg";
import { type Config, loadConfig } from "../config.ts";
import type { Graph } from "../revisions/graph.ts";
import { loadGraph } from "../revisions/load.ts";
import { saysCurrent } from "../revisions/range.ts";
import type { State } from "../runner/state.ts";
import { assertTenantExists, namedTenant, type TenantOptions } from "./choose-tenants.ts";
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

export interface OpenedRevisions {
  readonly config: Config;
  readonly graph: Graph;
  readonly source: string | Pool;
}

/** The same with a database to work on: the caller's pool, or the URL of the project's. */
export async function openRevisions(options: DatabaseOptions): Promise<OpenedRevisions> {
  if (options.pool !== undefined) return { ...(await openGraph(options)), source: options.pool };
  const { config, url } = await openProject(options);
  return { config, graph: await loadGraph(config.migrations), source: url };
}

/** For a script, of one tenant where there are some: the database is asked only for a target that says `current`. */
export async function openOffline(
  options: DatabaseOptions & Pick<TenantOptions, "schema">,
  target: string | readonly string[],
): Promise<{ config: Config; graph: Graph; tenant: string | undefined; current: readonly string[] }> {
  if (![target].flat().some(saysCurrent)) {
    const { config, graph } = await openGraph(options);
    return { config, graph, tenant: namedTenant(options, config), current: [] };
  }
  const { config, graph, source } = await openRevisions(options);
  const tenant = namedTenant(options, config);
  const { assertKnown, positionOf } = await import("../runner/plan-now.ts");
  const state = await readStateOf({ config, graph, source }, tenant, options.signal);
  assertKnown(graph, state);
  return { config, graph, tenant, current: positionOf(graph, state).heads };
}

/** What is recorded in the database, or for the tenant. Errors: those of the connection, TENANT_UNKNOWN. */
export async function readStateOf(
  { config, source }: OpenedRevisions,
  tenant: string | undefined,
  signal: AbortSignal | undefined,
): Promise<State> {
  const { withConnection } = await import("../runner/connections.ts");
  const { readState } = await import("../runner/state.ts");
  const { stateTables } = await import("../runner/state-tables.ts");
  return withConnection(source, { command: "read", signal }, async ({ client }) => {
    const state = await readState(client, stateTables(config.stateSchema, tenant));
    if (tenant !== undefined && !state.exists) await assertTenantExists(client, tenant, config);
    return state;
  });
}
