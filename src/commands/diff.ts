// `varve diff`: the statements that make one database like another, or like the models, and back.
import type { Comparison } from "../autogenerate/comparison.ts";
import { withDatabaseComparison } from "../autogenerate/databases-side.ts";
import { withModelComparison } from "../autogenerate/models-side.ts";
import { proposeChange } from "../autogenerate/proposal.ts";
import type { Change, ObjectName } from "../engine/index.ts";
import { VarveError } from "../errors.ts";
import { loadModels } from "../models/load.ts";
import type { Hazard } from "../plan/hazard.ts";
import type { Preflight } from "../plan/preflight.ts";
import type { Step } from "../plan/steps.ts";
import type { CommandDefinition, Document } from "../terminal/command.ts";
import { type CommandOptions, openProject, optionalConfig } from "./project.ts";
import { type RenameOptions, renameFlags } from "./rename-options.ts";
import { renderHazards, renderNotCompared, renderSteps } from "./render-changes.ts";

export interface DiffOptions extends CommandOptions, RenameOptions {
  /** The database to change; default: the project's. */
  from?: string | undefined;
  /** The database it is to be like, or `models`. */
  to: string;
}

export interface DiffDocument extends Document {
  readonly changes: readonly Change[];
  readonly up: readonly Step[];
  readonly down: readonly Step[];
  readonly hazards: readonly Hazard[];
  /** Queries for rows that `up` would fail on; to be run before its first step. */
  readonly preflight: readonly Preflight[];
  readonly notCompared: readonly ObjectName[];
}

/**
 * Plans both directions and proves them on a scratch database; changes nothing. Between two databases every covered
 * kind is compared. Errors: PLAN_IMPOSSIBLE, PLAN_NOT_PROVEN, RENAME_AMBIGUOUS, RENAME_UNKNOWN, and those of connecting.
 */
export async function diff(options: DiffOptions): Promise<DiffDocument> {
  const config = await optionalConfig(options);
  const hasProject = config.file !== undefined;
  const from = options.from ?? (hasProject ? (await openProject(options)).url : config.databaseUrl);
  if (from === undefined) {
    throw new VarveError("USAGE", {
      message: "varve diff needs the database to start from.",
      hint: "varve diff --from postgres://… --to postgres://…, or DATABASE_URL for --to models",
    });
  }
  const propose = async (comparison: Comparison): Promise<DiffDocument> => {
    // Between databases nobody is asked: without --rename, what is gone is gone.
    const proposal = await proposeChange(comparison, {
      rename: options.rename,
      noRenames: options.to !== "models" || options.noRenames,
    });
    return { ok: true, ...proposal, notCompared: comparison.notCompared };
  };
  return options.to === "models"
    ? withModelComparison(
        { config, url: from, models: await loadModels(config), signal: options.signal },
        propose,
      )
    : withDatabaseComparison({ config, from, to: options.to, signal: options.signal }, propose);
}

export const definition: CommandDefinition<DiffOptions, DiffDocument> = {
  name: "diff",
  summary: "print the SQL that makes one database like another, both ways",
  options: {
    from: { flags: "--from <url>", help: "the database to change (default: the project's)" },
    to: { flags: "--to <url|models>", help: "the database, or the models, it is to be like", required: true },
    ...renameFlags,
  },
  examples: [
    { command: "varve diff --from postgres://…/old --to postgres://…/new", help: "between two databases" },
    { command: "varve diff --to models --json", help: "what a revision would hold" },
  ],
  run: diff,
  answers: () => true,
  render(document, format) {
    const { up, down, hazards, notCompared } = document;
    const body =
      up.length === 0
        ? ["No difference."]
        : [renderSteps("up", up, format), renderSteps("down", down, format), renderHazards(hazards, format)];
    return [...body, renderNotCompared(notCompared, format)].filter((part) => part !== "").join("\n\n");
  },
};
