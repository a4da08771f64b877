// `varve revision`: compares, plans both ways, proves, writes one file.
import type { Comparison } from "../autogenerate/comparison.ts";
import { assertAtHead, isBuiltBy, readLive, readTrust } from "../autogenerate/database-state.ts";
import { rememberModels } from "../autogenerate/known-models.ts";
import { withMigrationComparison, withModelComparison } from "../autogenerate/models-side.ts";
import { readNotCompared } from "../autogenerate/not-compared.ts";
import { differences, noProposal, type Proposal, proposeChange } from "../autogenerate/proposal.ts";
import { reachedHash } from "../autogenerate/reached.ts";
import { loadConfig } from "../config.ts";
import { withClient } from "../database/connect.ts";
import type { Change, ObjectName } from "../engine/index.ts";
import { VarveError } from "../errors.ts";
import { loadModels, type Models } from "../models/load.ts";
import type { Hazard } from "../plan/hazard.ts";
import type { Step } from "../plan/steps.ts";
import { loadGraph } from "../revisions/load.ts";
import { newCreatedAt, newRevisionId, writeRevision } from "../revisions/write.ts";
import type { CommandDefinition, Document } from "../terminal/command.ts";
import { createStyle } from "../terminal/style.ts";
import { together } from "../together.ts";
import { dependenciesOf, newLabels, parentsOf } from "./parents.ts";
import { type CommandOptions, openProject } from "./project.ts";
import { type RenameOptions, renameChoice, renameFlags } from "./rename-options.ts";
import { renderChanges, renderHazards, renderNotCompared, renderSteps } from "./render-changes.ts";

export interface RevisionOptions extends CommandOptions, RenameOptions {
  message: string;
  /** No comparison: a file to fill in by hand. */
  empty?: boolean | undefined;
  /** The parent; default: the only head. */
  head?: string | undefined;
  /** Lets the parent be a revision that has children. */
  splice?: boolean | undefined;
  label?: readonly string[] | undefined;
  dependsOn?: readonly string[] | undefined;
  /** What the models are compared with: the database, or what the revisions build in a scratch database. */
  from?: "database" | "migrations" | undefined;
}

export interface RevisionDocument extends Document {
  /** Null when there is nothing to do; then no file is written. */
  readonly id: string | null;
  readonly file?: string;
  readonly changes: readonly Change[];
  readonly up: readonly Step[];
  readonly down: readonly Step[];
  readonly hazards: readonly Hazard[];
  /** What the comparison left out; absent where there was none to make. */
  readonly notCompared?: readonly ObjectName[];
}

/**
 * Writes the revision that leads from the database (or from what the revisions build) to the models. It is run both
 * ways on a scratch database first; unless that succeeds, no file is written.
 * Errors: DATABASE_NOT_AT_HEAD, PARENT_NOT_HEAD, MULTIPLE_HEADS, RENAME_AMBIGUOUS, RENAME_UNKNOWN, PLAN_IMPOSSIBLE,
 * PLAN_NOT_PROVEN, MIGRATIONS_NOT_WRITABLE, and those of loading models and revisions and of connecting.
 */
export async function createRevision(options: RevisionOptions): Promise<RevisionDocument> {
  const config = await loadConfig(options);
  const graph = await loadGraph(config.migrations);
  const parents = parentsOf(graph, options.head, options.splice);
  const dependsOn = dependenciesOf(graph, options.dependsOn);
  const labels = newLabels(graph, options.label);
  const write = async (proposal: Proposal, reached?: string): Promise<RevisionDocument> => {
    const { message } = options;
    const place = { id: newRevisionId(), revises: parents, createdAt: newCreatedAt(), labels, dependsOn };
    const input = { ...place, message, models: reached, ...proposal };
    const { id, file } = await writeRevision(config.migrations, input, graph.heads);
    const { changes, up, down, hazards } = proposal;
    return { ok: true, id, file, changes, up, down, hazards };
  };
  if (options.empty) return write(noProposal);

  const propose = async (comparison: Comparison, models: Models, isBuilt: boolean) => {
    const choice = renameChoice(options, () => tellChanges(options, differences(comparison)));
    const { notCompared } = comparison;
    const proposal = await proposeChange(comparison, choice);
    if (proposal.changes.length === 0) return { ok: true, id: null, ...noProposal, notCompared };
    if (!isBuilt) return { ...(await write(proposal)), notCompared };
    const reached = reachedHash({ models, config, graph, foundation: [...parents, ...dependsOn] });
    await rememberModels(config, reached, models);
    return { ...(await write(proposal, reached)), notCompared };
  };
  const { signal } = options;
  const { url } = await openProject(options);
  if (options.from === "migrations" || config.tenants !== undefined) {
    if (options.from === "database") throw manyDatabases();
    const models = await loadModels(config);
    const side = { config, url, models, graph, parents, signal };
    return withMigrationComparison(side, (built) => propose(built, models, true));
  }
  const [models, live] = await together(signal, (stop) => [
    loadModels(config),
    withClient(url, (client) => readLive(client, config.stateSchema), { signal: stop }),
  ]);
  const { state } = live;
  assertAtHead(graph, state);
  const side = { config, url, models, signal };
  const { isInSync, known } = await readTrust(url, { live, graph, ...side });
  if (isInSync) return { ok: true, id: null, ...noProposal, notCompared: await readNotCompared(side) };
  return withModelComparison({ ...side, known }, async (comparison) =>
    propose(comparison, models, await isBuiltBy(parents, url, { state, config, signal })),
  );
}

function manyDatabases(): VarveError {
  return new VarveError("USAGE", {
    message: "In a project of tenants the models are compared with what the revisions build.",
    hint: "Leave --from out. Whether a tenant is what the models say: varve check --schema NAME.",
  });
}

/** What is asked about is shown first. */
function tellChanges({ onEvent }: RevisionOptions, changes: readonly Change[]): void {
  const message = renderChanges(changes, { style: createStyle(false), width: 80 });
  onEvent?.({ type: "note", message: `The models differ from the database:\n${message}` });
}

export const definition: CommandDefinition<RevisionOptions, RevisionDocument> = {
  name: "revision",
  summary: "write the revision that leads from the database to the models",
  description:
    "Compares the database with the models, plans up and down, proves both on a scratch database, and writes one " +
    "file. Nothing to do: no file, exit code 0.",
  options: {
    message: { flags: "-m, --message <text>", help: "what the revision does", required: true },
    empty: { flags: "--empty", help: "do not compare; write a file to fill in" },
    head: { flags: "--head <target>", help: "the parent (default: the only head); base starts a new line" },
    splice: { flags: "--splice", help: "let the parent be a revision that has children" },
    label: { flags: "--label <name>", help: "a label for the branch it starts", repeatable: true },
    dependsOn: {
      flags: "--depends-on <target>",
      help: "a revision that must be applied before",
      repeatable: true,
    },
    ...renameFlags,
    from: {
      flags: "--from <what>",
      help: "compare the models with the database or with what the revisions build",
      choices: ["database", "migrations"],
    },
  },
  examples: [
    { command: 'varve revision -m "add customers"', help: "compare with the database" },
    { command: 'varve revision -m "people" --rename users:people', help: "a renamed table keeps its rows" },
    { command: 'varve revision -m "add customers" --from migrations', help: "without a live database" },
  ],
  run: createRevision,
  render(document, format) {
    const { style } = format;
    const notCompared = renderNotCompared(document.notCompared ?? [], format);
    if (document.id === null)
      return ["Nothing to do: the database is as the models say.", notCompared].filter(Boolean).join("\n\n");
    return [
      renderChanges(document.changes, format),
      renderSteps("up", document.up, format),
      renderSteps("down", document.down, format),
      renderHazards(document.hazards, format),
      notCompared,
      `${style.green("Wrote")} ${document.file}`,
    ]
      .filter((part) => part !== "")
      .join("\n\n");
  },
};
