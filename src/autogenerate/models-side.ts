// A database, or what the revisions build, beside the models.
import type { Client } from "pg";
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import { type Catalog, extractCatalog, notComparedOf, projectScope } from "../engine/index.ts";
import { mayHoldUncovered } from "../engine/reading/uncovered.ts";
import { buildModels } from "../models/build.ts";
import type { Models } from "../models/load.ts";
import { missingRoles, withModelRoles } from "../models/roles.ts";
import type { Statement } from "../models/statement.ts";
import type { Graph } from "../revisions/graph.ts";
import { loadParser } from "../sql/parser.ts";
import { type Comparison, type ComparisonOptions, inScratch, withComparison } from "./comparison.ts";
import type { KnownModels } from "./known-models.ts";
import { partOrWhole } from "./part-or-whole.ts";
import { type Reduced, reduceModels } from "./reduce.ts";
import { groundOfOthers, replayRevisions } from "./replay.ts";
import { seedUndeclared } from "./replica.ts";
import { modelScope, tenantScope } from "./scope.ts";
import { scratchServer } from "./scratch-server.ts";
import { readTenantGround, type TenantGround } from "./tenant-ground.ts";
import { tenantStatements } from "./tenant-steps.ts";
import { hasNamesOf, keepNames } from "./unnamed.ts";

export interface ModelSide {
  readonly config: Config;
  readonly models: Models;
  readonly signal?: AbortSignal | undefined;
}

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
  return withRoles({ config, models, signal }, url, async ({ scratchUrl, roles }) =>
    withComparison(
      {
        readActual,
        build: async (scratch, actual) => {
          await ground?.lay(scratch);
          if (await mayHoldOthers()) await seedUndeclared(scratch, await actual, scope);
          if (ground !== undefined) return buildTenant(scratch, models, ground);
          return build(scratch, models, () => actual);
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

interface Changed extends Required<Omit<Actual, "readActual" | "ground">> {
  readonly reduced: Reduced;
  live(): Promise<Catalog>;
}

/** Compares the changed part of the models with what it was, each in a scratch database. */
async function compareChanged<T>(
  { config, models, signal }: ModelSide,
  { url, reduced, live, mayHoldOthers }: Changed,
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const scope = modelScope(config, models);
  const hasOthers = await mayHoldOthers();
  // What is left out is the same on both sides: only a name that is another one makes it worth reading the whole.
  const named = once(async () => {
    const isAsBuilt = await withClient(url, (client) => hasNamesOf(client, reduced.before), { signal });
    return isAsBuilt ? undefined : live();
  });
  const buildPart = async (client: Client, statements: readonly Statement[]) => {
    if (hasOthers) await seedUndeclared(client, await live(), scope);
    return build(client, { statements }, named);
  };
  const whole = hasOthers ? [projectScope(await live(), scope)] : [];
  return withRoles({ config, models, signal }, url, async ({ scratchUrl, roles }) => {
    const before = inScratch(scratchUrl, signal, (client) => buildPart(client, reduced.before));
    const options: ComparisonOptions = {
      readActual: () => before.result,
      build: (client) => buildPart(client, reduced.after),
      scope,
      scratchUrl,
      roles,
      signal,
    };
    try {
      return await withComparison(options, (comparison) =>
        fn({ ...comparison, notCompared: notComparedOf(...whole, comparison) }),
      );
    } finally {
      await before.gone;
    }
  });
}

/** The part of both that matters; undefined where more than the statements differs. */
function reduceScoped(known: KnownModels, models: Models): Reduced | undefined {
  const scope = ({ kinds, existing }: KnownModels) => JSON.stringify([[...kinds].sort(), existing]);
  return scope(known) === scope(models) ? reduceModels(known.statements, models.statements) : undefined;
}

/** `named`: the database whose names are kept; undefined where they are those of the models. */
async function build(
  scratch: Client,
  { statements }: Pick<Models, "statements">,
  named: () => Promise<Catalog | undefined>,
): Promise<Catalog> {
  await buildModels(scratch, { statements });
  const built = await extractCatalog(scratch);
  const actual = await named();
  return actual === undefined ? built : keepNames(scratch, built, { statements, actual });
}

/** What a tenant has, in the schema that stands for every tenant's. */
async function buildTenant(scratch: Client, models: Models, { tenant }: TenantGround): Promise<Catalog> {
  await loadParser();
  await buildModels(scratch, { statements: tenantStatements(models), schema: tenant });
  return extractCatalog(scratch);
}

interface Scratch {
  readonly scratchUrl: string;
  readonly roles: Comparison["roles"];
}

/** Makes the roles that the models need and the scratch server lacks, for as long as `fn` works. */
async function withRoles<T>(
  { config, models, signal }: ModelSide,
  url: string,
  fn: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const scratchUrl = await scratchServer(config, url);
  if (models.roles.length === 0) return fn({ scratchUrl, roles: [] });
  // Asked before they are made.
  const missing = await withClient(url, (client) => missingRoles(client, models), { signal });
  const roles = models.roles.map((role) => ({ ...role, isMissing: missing.includes(role) }));
  const work = () => fn({ scratchUrl, roles });
  return withClient(scratchUrl, (client) => withModelRoles(client, models, work), { signal });
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
