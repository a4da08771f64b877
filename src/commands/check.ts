// `varve check`: for CI, and for the minute before a deployment. Changes nothing.
import { isInSync, pendingRevisions } from "../autogenerate/database-state.ts";
import { withModelComparison } from "../autogenerate/models-side.ts";
import { withClient } from "../database/connect.ts";
import { type Change, compare, type ObjectName } from "../engine/index.ts";
import { loadModels } from "../models/load.ts";
import { buildGraph } from "../revisions/graph.ts";
import { loadRevisions } from "../revisions/load.ts";
import { editedRevisions } from "../runner/edited.ts";
import { readState } from "../runner/state.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { type CommandOptions, openProject } from "./project.ts";
import { renderChanges, renderNotCompared } from "./render-changes.ts";

export type CheckOptions = CommandOptions;

export interface CheckDocument {
  /** True when models and database are equal, nothing is pending, there is one head, and no applied file was edited. */
  ok: boolean;
  pending: readonly string[];
  /** Of the revision files. */
  heads: readonly string[];
  edited: readonly string[];
  /** What would have to be done to the database, if nothing is pending. */
  differences: readonly Change[];
  notCompared: readonly ObjectName[];
}

/**
 * Finds what keeps the database, the revisions and the models from being one. Findings are data, not errors.
 * While revisions are pending the models can't be compared with the database: they are ahead of it on purpose.
 */
export async function check(options: CheckOptions = {}): Promise<CheckDocument> {
  const { config, url } = await openProject(options);
  const { signal } = options;
  const revisions = await loadRevisions(config.migrations);
  const graph = buildGraph(revisions);
  const models = await loadModels(config);
  const state = await withClient(url, (client) => readState(client, config.stateSchema), { signal });
  const pending = pendingRevisions(graph, state);
  const edited = editedRevisions(graph, state);
  const compared =
    pending.length > 0 || (await isInSync(url, { state, models, config, signal }))
      ? { differences: [], notCompared: [] }
      : await withModelComparison({ config, url, models, signal }, async ({ from, to, notCompared }) => ({
          differences: compare(from, to),
          notCompared,
        }));
  const ok =
    pending.length === 0 &&
    graph.heads.length <= 1 &&
    edited.length === 0 &&
    compared.differences.length === 0;
  return { ok, pending, heads: graph.heads, edited, ...compared };
}

export const definition: CommandDefinition<CheckOptions, CheckDocument> = {
  name: "check",
  summary: "say whether database, revisions and models are one",
  description:
    "Exit code 1 when models and database differ, revisions are pending, heads are several, or an applied revision " +
    "was changed.",
  run: check,
  render(document, format) {
    const { style } = format;
    const { pending, heads, edited, differences, notCompared } = document;
    const mend = (text: string) => `  ${style.dim(text)}`;
    const findings = [
      ...(pending.length === 0
        ? []
        : [`${style.red("Pending:")} ${pending.join(", ")}`, mend("varve upgrade applies them.")]),
      ...(heads.length <= 1
        ? []
        : [
            `${style.red("Several heads:")} ${heads.join(", ")}`,
            mend('varve merge heads -m "…" joins them.'),
          ]),
      ...(edited.length === 0
        ? []
        : [
            `${style.red("Changed after they were applied:")} ${edited.join(", ")}`,
            mend("Put them back as they were, and write what is new as a new revision."),
          ]),
      ...(differences.length === 0
        ? []
        : [
            style.red("The database is not as the models say. To become so:"),
            renderChanges(differences, format).replaceAll(/^/gm, "  "),
            mend('varve revision -m "…" writes the revision.'),
          ]),
      renderNotCompared(notCompared, format),
    ].filter((part) => part !== "");
    if (document.ok) findings.unshift(style.green("In sync: database, revisions and models are one."));
    return findings.join("\n");
  },
};
