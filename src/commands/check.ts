// `varve check`: for CI, and for the minute before a deployment. Changes nothing.
import type { Overlap } from "../autogenerate/commute.ts";
import { pendingRevisions, readLive, readTrust } from "../autogenerate/database-state.ts";
import type { withModelComparison } from "../autogenerate/models-side.ts";
import { readNotCompared } from "../autogenerate/not-compared.ts";
import { withClient } from "../database/connect.ts";
import type { Change, ObjectName } from "../engine/index.ts";
import { loadModels } from "../models/load.ts";
import type { Graph } from "../revisions/graph.ts";
import { loadGraph } from "../revisions/load.ts";
import { findEdited } from "../runner/edited.ts";
import { stateTables } from "../runner/state-tables.ts";
import type { CommandDefinition, Document } from "../terminal/command.ts";
import { together } from "../together.ts";
import { chooseTenants, type TenantOptions, tenantFlags } from "./choose-tenants.ts";
import { type CommandOptions, openProject, type Project } from "./project.ts";
import { renderChanges, renderNotCompared } from "./render-changes.ts";
import { changedMend, renderFinding, renderHeads, renderMend } from "./render-findings.ts";
import { renderTenantChecks, type TenantChecks } from "./tenant-findings.ts";
import { tryBranches } from "./try-branches.ts";

export interface CheckOptions extends CommandOptions, Pick<TenantOptions, "schema" | "failFast"> {}

/**
 * In a project of tenants `pending` and `edited` are those of any, and `differences` lead from what the revisions build to the
 * models: a revision is missing.
 */
export interface CheckDocument extends Document {
  /** True when models and database are equal, nothing is pending, there is one head, and no applied file was edited. */
  readonly ok: boolean;
  readonly pending: readonly string[];
  /** Of the revision files. */
  readonly heads: readonly string[];
  /** What several of these heads change, where there are several. */
  readonly overlaps: readonly Overlap[];
  readonly edited: readonly string[];
  /** What would have to be done to the database. */
  readonly differences: readonly Change[];
  readonly notCompared: readonly ObjectName[];
  /** Each tenant, in a project of tenants. */
  readonly schemas?: TenantChecks["schemas"];
}

/**
 * Finds what keeps the database, the revisions and the models from being one. Findings are data, not errors. While
 * revisions are pending, the differences include what they will do. Several heads are run on scratch databases, their
 * `run` steps too, to tell what more than one of them changes.
 */
export async function check(options: CheckOptions = {}): Promise<CheckDocument> {
  const { config, url } = await openProject(options);
  const { signal } = options;
  const tenants = await chooseTenants(options, { config, source: url });
  const loading = loadGraph(config.migrations);
  if (tenants !== undefined) return checkEach(options, { config, url, graph: await loading, tenants });
  const [graph, models, { live, edited }] = await together(signal, (stop) => [
    loading,
    loadModels(config),
    withClient(
      url,
      async (client) => {
        const live = await readLive(client, config.stateSchema);
        const where = { graph: await loading, state: live.state };
        return { live, edited: await findEdited(client, stateTables(config.stateSchema), where) };
      },
      { signal: stop },
    ),
  ]);
  const pending = pendingRevisions(graph, live.state);
  const side = { config, url, models, signal };
  const { isInSync, known } = await readTrust(url, { live, graph, ...side });
  const compared = isInSync
    ? { differences: [], notCompared: await readNotCompared(side) }
    : await compareModels({ ...side, known });
  const overlaps = await overlapsOf(options, { config, url, graph });
  const ok =
    pending.length === 0 &&
    graph.heads.length <= 1 &&
    edited.length === 0 &&
    compared.differences.length === 0;
  return { ok, pending, heads: graph.heads, overlaps, edited: edited.map(({ id }) => id), ...compared };
}

interface CheckedTenants extends Project {
  readonly graph: Graph;
  readonly tenants: readonly string[];
}

async function checkEach(options: CheckOptions, project: CheckedTenants): Promise<CheckDocument> {
  const { config, graph } = project;
  const { checkTenants } = await import("./check-tenants.ts");
  const found = await checkTenants(options, { ...project, models: await loadModels(config) });
  const overlaps = await overlapsOf(options, project);
  return { ...found, ok: found.ok && graph.heads.length <= 1, heads: graph.heads, overlaps };
}

/** What several heads change, where there are several. */
async function overlapsOf(
  options: CheckOptions,
  { graph, ...project }: Project & { readonly graph: Graph },
): Promise<readonly Overlap[]> {
  const { heads } = graph;
  if (heads.length <= 1) return [];
  return (await tryBranches(options, { graph, heads }, async () => project)).overlaps;
}

/** Only where it is not known: loading the engine takes as long as all the rest. */
async function compareModels(
  side: Parameters<typeof withModelComparison>[0],
): Promise<Pick<CheckDocument, "differences" | "notCompared">> {
  const { withModelComparison } = await import("../autogenerate/models-side.ts");
  const { differences } = await import("../autogenerate/proposal.ts");
  return withModelComparison(side, async (comparison) => ({
    differences: differences(comparison),
    notCompared: comparison.notCompared,
  }));
}

export const definition: CommandDefinition<CheckOptions, CheckDocument> = {
  name: "check",
  summary: "say whether database, revisions and models are one",
  description:
    "Exit code 1 when models and database differ, revisions are pending, heads are several, or an applied revision " +
    "was changed.",
  options: { schema: tenantFlags.schema, failFast: tenantFlags.failFast },
  examples: [{ command: "varve check", help: "in CI, after varve upgrade" }],
  run: check,
  render(document, format) {
    const { style } = format;
    const { pending, heads, overlaps, edited, differences, notCompared, schemas } = document;
    if (schemas !== undefined) {
      const found = renderTenantChecks({ differences, schemas }, format);
      return [...renderHeads(heads, overlaps, style), found].join("\n");
    }
    const findings = [
      ...renderFinding("Pending", pending, "varve upgrade applies them.", style),
      ...renderHeads(heads, overlaps, style),
      ...renderFinding("Changed after they were applied", edited, changedMend, style),
      ...(differences.length === 0
        ? []
        : [
            style.red("The database is not as the models say. To become so:"),
            renderChanges(differences, format).replaceAll(/^/gm, "  "),
            renderMend(
              pending.length > 0
                ? "Upgrade first: the pending revisions may bring them."
                : 'varve revision -m "…" writes the revision.',
              style,
            ),
          ]),
      renderNotCompared(notCompared, format),
    ].filter((part) => part !== "");
    if (document.ok) findings.unshift(style.green("In sync: database, revisions and models are one."));
    return findings.join("\n");
  },
};
