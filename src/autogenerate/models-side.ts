// A database, or what the revisions build, beside the models.
import { withClient } from "../database/connect.ts";
import { type Catalog, extractCatalog } from "../engine/index.ts";
import { mayHoldUncovered } from "../engine/reading/uncovered.ts";
import type { Graph } from "../revisions/graph.ts";
import { buildCatalog, buildTenantCatalog } from "./built-models.ts";
import { compareChanged, reduceScoped } from "./changed-models.ts";
import { type Comparison, withComparison } from "./comparison.ts";
import type { KnownModels } from "./known-models.ts";
import type { ModelSide } from "./model-side.ts";
import { partOrWhole } from "./part-or-whole.ts";
import { groundOfOthers, replayRevisions } from "./replay.ts";
import { seedUndeclared } from "./replica.ts";
import { modelScope, tenantScope } from "./scope.ts";
import { withScratchRoles } from "./scratch-roles.ts";
import { scratchServer } from "./scratch-server.ts";
import { readTenantGround, type TenantGround } from "./tenant-ground.ts";

/**
 * Compares the database at `url` with the models. With `known`, the models that the database is proven equal to, only what
 * changed since is built, if that is little. Errors: those of connecting, MODEL_REFUSED.
 */
export async function withModelComparison<T>(
  { url, known, ...side }: ModelSide & { readonly url: string; readonly known?: KnownModels | undefined },
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const { config, models, signal } = side;
  const live = once(() => withClient(url, extractCatalog, { signal }));
  const mayHoldOthers = () =>
    withClient(url, (client) => mayHoldUncovered(client, config.stateSchema), { signal });
  const reduced = known && reduceScoped(known, models);
  return partOrWhole(reduced && (() => compareChanged(side, { url, reduced, live, mayHoldOthers }, fn)), () =>
    compareWithModels(side, { url, readActual: live, mayHoldOthers }, fn),
  );
}

interface MigrationSide extends ModelSide {
  readonly url: string;
  readonly graph: Graph;
  readonly parents: readonly string[];
  /** Where the models are those of tenants; read from the database when it is left out. */
  readonly ground?: TenantGround | undefined;
}

/**
 * Compares what the revisions below `parents` build in a scratch database with the models: no live database is read.
 * `url` only says on which server. Errors: those of a run, MODEL_REFUSED.
 */
export async function withMigrationComparison<T>(
  { url, graph, parents, ground: known, ...side }: MigrationSide,
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const { config, signal } = side;
  const scratchUrl = await scratchServer(config, url);
  const { stateSchema } = config;
  const ground = known ?? (await readTenantGround(config, url, signal));
  const below = ground ?? groundOfOthers(side.models);
  const readActual = () =>
    replayRevisions({ graph, targets: parents, stateSchema, scratchUrl, ground: below, signal });
  return compareWithModels(side, { url: scratchUrl, readActual, ground }, fn);
}

interface Actual {
  /** The server whose roles count, and on which scratch databases are made unless the config says otherwise. */
  readonly url: string;
  readActual(): Promise<Catalog>;
  /** False when the database can't hold anything that the models use and do not declare. Default: it may. */
  mayHoldOthers?(): Promise<boolean>;
  /** Where the models are those of tenants. */
  readonly ground?: TenantGround | undefined;
}

async function compareWithModels<T>(
  { config, models, signal }: ModelSide,
  { url, readActual, mayHoldOthers = async () => true, ground }: Actual,
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const whole = modelScope(config, models);
  const scope = ground === undefined ? whole : tenantScope(whole, ground.tenant);
  return withScratchRoles({ config, models, signal }, url, async ({ scratchUrl, roles }) =>
    withComparison(
      {
        readActual,
        build: async (scratch, actual) => {
          await ground?.lay(scratch);
          if (await mayHoldOthers()) await seedUndeclared(scratch, await actual, scope);
          const readActual = () => actual;
          if (ground === undefined) return buildCatalog(scratch, models.statements, readActual);
          return buildTenantCatalog(scratch, models, { tenant: ground.tenant, readActual });
        },
        scope,
        scratchUrl,
        roles,
        signal,
      },
      fn,
    ),
  );
}

/** Works at the first call, and gives the same result to all. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
