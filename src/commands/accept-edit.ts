import { isVarveError, type VarveError } from "../errors.ts";
import { assertOne } from "../revisions/target.ts";
import { acceptEdit as accept } from "../runner/accept.ts";
import { stateTables } from "../runner/state-tables.ts";
import type { CommandDefinition, Document } from "../terminal/command.ts";
import { chooseTenants, type TenantOptions, tenantFlags } from "./choose-tenants.ts";
import { forEachTenant, renderTenants, type TenantResult } from "./each-tenant.ts";
import { resolveFiles } from "./parents.ts";
import { type DatabaseOptions, openRevisions } from "./revisions-project.ts";
import { runFlags } from "./run-options.ts";

export interface AcceptEditOptions extends DatabaseOptions, TenantOptions {
  target: string;
  /** Why; it is kept in the history. */
  reason: string;
  /** Seconds to wait for a runner; default: as long as it takes. */
  lockTimeout?: number | undefined;
}

export interface AcceptEditDocument extends Document {
  readonly id: string;
  readonly reason: string;
  /** False for a tenant in which it is as it was when it was applied, or not applied. */
  readonly accepted: boolean;
  /** Lines as in a patch. */
  readonly difference: readonly string[];
  /** Each tenant, in a project of tenants. */
  readonly schemas?: readonly TenantResult<AcceptEditDocument>[];
}

/**
 * Records that the edited steps of an applied revision are meant; nothing is run. Tenants that have nothing to accept are
 * passed over. Errors: NOTHING_TO_ACCEPT where that is so everywhere, those of a target.
 */
export async function acceptEdit(options: AcceptEditOptions): Promise<AcceptEditDocument> {
  const { target, reason, lockTimeout, signal } = options;
  const opened = await openRevisions(options);
  const { config, graph, source } = opened;
  const [id = ""] = assertOne(graph, resolveFiles(graph, target), target);
  const waitMs = lockTimeout === undefined ? undefined : lockTimeout * 1000;
  const acceptIn = async (tenant?: string): Promise<AcceptEditDocument> => {
    const tables = stateTables(config.stateSchema, tenant);
    const { difference } = await accept({ source, graph, tables, id, reason, waitMs, signal });
    return { ok: true, id, reason, accepted: true, difference };
  };
  const tenants = await chooseTenants(options, opened);
  if (tenants === undefined) return acceptIn();
  const nothing = { id, reason, accepted: false, difference: [] };
  const refusals: VarveError[] = [];
  const schemas = await forEachTenant(tenants, options, {
    run: (tenant): Promise<AcceptEditDocument> =>
      acceptIn(tenant).catch((error: unknown) => {
        if (!isVarveError(error) || error.code !== "NOTHING_TO_ACCEPT") throw error;
        refusals.push(error);
        return { ok: true, ...nothing };
      }),
    failed: async (): Promise<AcceptEditDocument> => ({ ok: false, ...nothing }),
  });
  const [refusal] = refusals;
  if (refusal !== undefined && refusals.length === schemas.length) throw refusal;
  const difference = schemas.find((each) => each.difference.length > 0)?.difference ?? [];
  const accepted = schemas.some((each) => each.accepted);
  return { ok: schemas.every(({ ok }) => ok), id, reason, accepted, difference, schemas };
}

export const definition: CommandDefinition<AcceptEditOptions, AcceptEditDocument> = {
  name: "accept-edit",
  summary: "record that an edited applied revision is meant",
  description: "Runs nothing. The history keeps the reason, and what the steps are from now on.",
  arguments: { target: { help: "the revision" } },
  options: {
    reason: { flags: "--reason <text>", help: "why it was edited", required: true },
    lockTimeout: runFlags.lockTimeout,
    ...tenantFlags,
  },
  examples: [
    { command: 'varve accept-edit 3f2a --reason "a comment"', help: "on each database that has it" },
  ],
  run: acceptEdit,
  render({ id, difference, schemas }, format) {
    const { style } = format;
    const text = [`${style.green("Accepted")} ${id}:`, ...difference.map((line) => `  ${line}`)].join("\n");
    if (schemas === undefined) return text;
    const table = renderTenants(schemas, format, {
      head: ["edit"],
      tell: ({ ok, accepted }) => [accepted ? "accepted" : ok ? "nothing to accept" : ""],
    });
    return difference.length > 0 ? `${text}\n\n${table}` : table;
  },
};
