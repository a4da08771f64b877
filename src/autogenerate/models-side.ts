// A database, or what the revisions build, beside the models.
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import {
  type Catalog,
  extractCatalog,
  mayHoldUncovered,
  type ObjectName,
  projectScope,
} from "../engine/index.ts";
import { buildModels } from "../models/build.ts";
import type { Models } from "../models/load.ts";
import { missingRoles, withModelRoles } from "../models/roles.ts";
import type { Graph } from "../revisions/graph.ts";
import { type Comparison, withComparison } from "./comparison.ts";
import { replayRevisions } from "./replay.ts";
import { seedUndeclared } from "./replica.ts";
import { modelScope } from "./scope.ts";
import { scratchServer } from "./scratch-server.ts";

export interface ModelSide {
  readonly config: Config;
  readonly models: Models;
  readonly signal?: AbortSignal | undefined;
}

/** Compares the database at `url` with the models. Errors: those of connecting, MODEL_REFUSED. */
export function withModelComparison<T>(
  { url, ...side }: ModelSide & { readonly url: string },
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  return compareWithModels(side, { url, readActual: () => withClient(url, extractCatalog, side) }, fn);
}

/**
 * Compares what the revisions below `parents` build in a scratch database with the models: no live database is read.
 * `url` only says on which server. Errors: those of a run, MODEL_REFUSED.
 */
export async function withMigrationComparison<T>(
  {
    url,
    graph,
    parents,
    ...side
  }: ModelSide & { readonly url: string; readonly graph: Graph; readonly parents: readonly string[] },
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const { config, signal } = side;
  const scratchUrl = await scratchServer(config, url);
  const { stateSchema } = config;
  const readActual = () => replayRevisions({ graph, targets: parents, stateSchema, scratchUrl, signal });
  return compareWithModels(side, { url: scratchUrl, readActual }, fn);
}

/** What a comparison with the models would leave out, without making one. */
export async function readNotCompared({
  config,
  url,
  models,
  signal,
}: ModelSide & { readonly url: string }): Promise<readonly ObjectName[]> {
  const catalog = await withClient(
    url,
    async (client) =>
      (await mayHoldUncovered(client, config.stateSchema)) ? extractCatalog(client) : undefined,
    { signal },
  );
  return catalog === undefined ? [] : projectScope(catalog, modelScope(config, models)).notCompared;
}

interface Actual {
  /** The server whose roles count, and on which scratch databases are made unless the config says otherwise. */
  readonly url: string;
  readActual(): Promise<Catalog>;
}

async function compareWithModels<T>(
  { config, models, signal }: ModelSide,
  { url, readActual }: Actual,
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const scope = modelScope(config, models);
  const scratchUrl = await scratchServer(config, url);
  // Asked before the comparison makes them for its own use.
  const missing =
    models.roles.length === 0
      ? []
      : await withClient(url, (client) => missingRoles(client, models), { signal });
  const compare = () =>
    withComparison(
      {
        readActual,
        build: async (scratch, actual) => {
          await seedUndeclared(scratch, actual, scope);
          await buildModels(scratch, models);
          return extractCatalog(scratch);
        },
        scope,
        scratchUrl,
        missingRoles: missing,
        signal,
      },
      fn,
    );
  if (models.roles.length === 0) return compare();
  return withClient(scratchUrl, (client) => withModelRoles(client, models, compare), { signal });
}
