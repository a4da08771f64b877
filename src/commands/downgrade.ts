import { VarveError } from "../errors.ts";
import { planDowngrade } from "../revisions/plan.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { openOffline, openRevisions } from "./revisions-project.ts";
import { type RunCommandOptions, type RunDocument, renderRun, runFlags } from "./run-options.ts";
import { runRevisions } from "./run-revisions.ts";

export interface DowngradeOptions extends RunCommandOptions {
  /** The revision that stays; `base` takes everything back, `-1` the last one. With `sql` a range `from:to`. */
  target: string;
  /** Give a script for psql instead of running anything. */
  sql?: boolean | undefined;
  /** One transaction for each revision (the default), or one for all. */
  transaction?: "each" | "all" | undefined;
}

/**
 * Takes revisions back, the latest first. Errors: those of the target (TARGET_NOT_APPLIED, MOVE_AMBIGUOUS, …) and of
 * the run (MIGRATION_FAILED, …).
 */
export async function downgrade(options: DowngradeOptions): Promise<RunDocument> {
  const { target, transaction } = options;
  if (typeof target !== "string") {
    throw new VarveError("USAGE", {
      message: "A downgrade needs a target.",
      hint: "varve downgrade -1, or base, or an id.",
    });
  }
  if (options.sql) {
    const { scriptDowngrade } = await import("../runner/script.ts");
    return { ok: true, ...(await scriptDowngrade({ ...(await openOffline(options, target)), target })) };
  }
  const opened = await openRevisions(options);
  const { config, graph } = opened;
  const { fingerprint } = await import("../engine/fingerprint.ts");
  return runRevisions(options, opened, {
    command: "downgrade",
    transaction,
    plan: (position) => planDowngrade(graph, position, target),
    fingerprint: (client) => fingerprint(client, config.stateSchema),
  });
}

export const definition: CommandDefinition<DowngradeOptions, RunDocument> = {
  name: "downgrade",
  summary: "take revisions back",
  description: "Takes back all that was applied above the target, the latest first.",
  arguments: { target: { help: "the revision that stays: an id, base, -N, label@base, …" } },
  options: {
    ...runFlags,
    sql: { flags: "--sql", help: "print a script for psql instead; takes a range from:to" },
    transaction: {
      flags: "--transaction <mode>",
      help: "one for each revision, or one for all",
      choices: ["each", "all"],
    },
  },
  examples: [
    { command: "varve downgrade -1", help: "the last one" },
    { command: "varve downgrade base", help: "everything" },
    { command: "varve downgrade api@-1", help: "the last one of the branch with the label api" },
  ],
  run: downgrade,
  render: renderRun,
  answers: ({ sql }) => sql !== undefined,
};
