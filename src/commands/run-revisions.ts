// What `upgrade`, `downgrade` and `stamp` do: one run on the database, or one in each of its tenants.

import { withConnection } from "../runner/connections.ts";
import type { RunnerEvent } from "../runner/report.ts";
import type { RevisionRun } from "../runner/revision-run.ts";
import type { RunOptions, RunResult } from "../runner/run.ts";
import { readState } from "../runner/state.ts";
import { stateTables } from "../runner/state-tables.ts";
import { chooseTenants } from "./choose-tenants.ts";
import { forEachTenant } from "./each-tenant.ts";
import type { OpenedRevisions } from "./revisions-project.ts";
import { type RunCommandOptions, type RunDocument, runnerOptions, type TenantRun } from "./run-options.ts";

type Run = Pick<RunOptions, "command" | "plan" | "transaction" | "allowUnknown" | "fingerprint">;

/** Errors: those of the choice of tenants and of a run; where there are tenants, the latter are told in the document. */
export async function runRevisions(
  options: RunCommandOptions,
  opened: OpenedRevisions,
  run: Run,
): Promise<RunDocument> {
  const { runPlan } = await import("../runner/run.ts");
  const { config, graph, source } = opened;
  const { stateSchema, hooks } = config;
  const common = { ...runnerOptions(options), source, graph, stateSchema, hooks };
  const dryRun = options.dryRun === true ? ({ dryRun: true } as const) : {};
  const tenants = await chooseTenants(options, opened);
  if (tenants === undefined) return { ok: true, ...(await runPlan({ ...common, ...run })), ...dryRun };
  const { fingerprint: _, ...plain } = run;
  const finished = new Map<string, RevisionRun[]>(tenants.map((tenant) => [tenant, []]));
  const schemas = await forEachTenant(tenants, options, {
    run: async (tenant, onEvent): Promise<TenantRun> => {
      const report = (event: RunnerEvent) => {
        onEvent(event);
        if (event.type === "revision:end") finished.get(tenant)?.push(stepOf(event));
      };
      return { ok: true, ...(await runPlan({ ...common, ...plain, tenant, report })) };
    },
    failed: async (tenant): Promise<TenantRun> => ({
      ok: false,
      steps: finished.get(tenant) ?? [],
      ...(await placeOf(opened, tenant, options.signal)),
    }),
  });
  return { ok: schemas.every(({ ok }) => ok), ...mergeRuns(schemas), schemas, ...dryRun };
}

function stepOf({ revision = "", direction = "up", ms }: RunnerEvent): RevisionRun {
  return { id: revision, direction, ...(ms !== undefined && { ms }) };
}

/** Where a tenant is that was not brought to its target, if it can be asked. */
async function placeOf(
  { config, source }: OpenedRevisions,
  tenant: string,
  signal: AbortSignal | undefined,
): Promise<Pick<TenantRun, "heads">> {
  try {
    const { heads } = await withConnection(source, { command: "read", signal }, ({ client }) =>
      readState(client, stateTables(config.stateSchema, tenant)),
    );
    return { heads };
  } catch {
    return {};
  }
}

/** The steps of all, and all the heads that there are. */
function mergeRuns(schemas: readonly TenantRun[]): RunResult {
  const heads = new Set(schemas.flatMap(({ heads }) => heads ?? []));
  return { steps: schemas.flatMap(({ steps }) => steps), heads: [...heads].sort() };
}
