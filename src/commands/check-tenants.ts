// `varve check` in a project of tenants: the models beside what the revisions build, and beside each tenant; they are built once.
import { type Comparison, extractAfter } from "../autogenerate/comparison.ts";
import { pendingRevisions } from "../autogenerate/database-state.ts";
import { withMigrationComparison } from "../autogenerate/models-side.ts";
import { differences } from "../autogenerate/proposal.ts";
import { tenantScope } from "../autogenerate/scope.ts";
import { tenantGround } from "../autogenerate/tenant-ground.ts";
import { withClient } from "../database/connect.ts";
import {
  type Catalog,
  compare,
  extractCatalog,
  projectScope,
  tenantSchema,
  withValidIndexes,
} from "../engine/index.ts";
import type { Models } from "../models/load.ts";
import type { Graph } from "../revisions/graph.ts";
import { findEdited } from "../runner/edited.ts";
import { readState } from "../runner/state.ts";
import { stateTables } from "../runner/state-tables.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { TenantOptions } from "./choose-tenants.ts";
import { forEachTenant } from "./each-tenant.ts";
import type { Project } from "./project.ts";
import type { TenantCheck, TenantChecks } from "./tenant-findings.ts";

interface Checked extends Project {
  readonly graph: Graph;
  readonly models: Models;
  readonly tenants: readonly string[];
}

/** Errors: those of a run on a scratch database, MODEL_REFUSED, TENANT_MODEL_SHARED; those of a tenant are told in the document. */
export async function checkTenants(options: TenantOptions, project: Checked): Promise<TenantChecks> {
  const { config, url, graph, models, tenants } = project;
  const { signal } = options;
  const live = await withClient(url, extractCatalog, { signal });
  const ground = tenantGround(config, live);
  const side = { config, url, models, signal, graph, parents: graph.heads, ground };
  return withMigrationComparison(side, async (comparison) => {
    const schemas = await forEachTenant(
      tenants,
      // All of them are compared in one scratch database.
      { ...options, jobs: 1 },
      {
        run: (tenant) => checkTenant(project, { comparison, live, tenant, signal }),
        failed: async () => ({ ok: false, pending: [], edited: [], differences: [], notCompared: [] }),
      },
    );
    const own = differences(comparison);
    const union = (lists: readonly (readonly string[])[]) => [...new Set(lists.flat())];
    return {
      ok: schemas.every(({ ok }) => ok) && own.length === 0,
      pending: union(schemas.map(({ pending }) => pending)),
      edited: union(schemas.map(({ edited }) => edited)),
      differences: own,
      notCompared: [],
      schemas,
    };
  });
}

interface Beside {
  readonly comparison: Comparison;
  readonly live: Catalog;
  readonly tenant: string;
  readonly signal: AbortSignal | undefined;
}

async function checkTenant(
  { config, url, graph }: Checked,
  { comparison, live, tenant, signal }: Beside,
): Promise<TenantCheck> {
  const tables = stateTables(config.stateSchema, tenant);
  const { pending, edited } = await withClient(
    url,
    async (client) => {
      const state = await readState(client, tables);
      const found = await findEdited(client, tables, { graph, state });
      return { pending: pendingRevisions(graph, state), edited: found.map(({ id }) => id) };
    },
    { signal },
  );
  // PostgreSQL tells the models as it would in this very schema.
  const rename = `ALTER SCHEMA ${quoteIdentifier(tenantSchema)} RENAME TO ${quoteIdentifier(tenant)}`;
  const scope = tenantScope(comparison.scope, tenant);
  const desired = projectScope(await extractAfter(comparison.scratch, [rename]), scope);
  const actual = projectScope(live, scope);
  const found = compare(actual.facts, withValidIndexes(desired.facts));
  const ok = pending.length + edited.length + found.length === 0;
  return { ok, pending, edited, differences: found, notCompared: actual.notCompared };
}
