// What `upgrade` and `downgrade` do alike: go from where the database is to a target, or write the script of it.
import type { Graph } from "../revisions/graph.ts";
import type { PlannedStep, Position } from "../revisions/plan.ts";
import type { Script, ScriptOptions } from "../runner/script.ts";
import type { CommandOption } from "../terminal/command.ts";
import { openOffline, openRevisions } from "./revisions-project.ts";
import { type RunCommandOptions, type RunDocument, runFlags } from "./run-options.ts";
import { runRevisions } from "./run-revisions.ts";

export interface MoveOptions extends RunCommandOptions {
  /** Give a script for psql instead of running anything; an upgrade without a range begins at the base. */
  sql?: boolean | undefined;
  /** One transaction for each revision (the default), or one for all. */
  transaction?: "each" | "all" | undefined;
}

export const moveFlags = {
  ...runFlags,
  sql: { flags: "--sql", help: "print a script for psql instead; takes a range from:to" },
  transaction: {
    flags: "--transaction <mode>",
    help: "one for each revision, or one for all",
    choices: ["each", "all"],
  },
} as const satisfies Record<string, CommandOption>;

interface Move {
  readonly command: "upgrade" | "downgrade";
  readonly target: string | readonly string[];
  plan(graph: Graph, position: Position): PlannedStep[];
  script(options: ScriptOptions): Promise<Script>;
}

/** Errors: those of the target and of the run. */
export async function move(
  options: MoveOptions,
  { command, target, plan, script }: Move,
): Promise<RunDocument> {
  if (options.sql)
    return { ok: true, ...(await script({ ...(await openOffline(options, target)), target })) };
  const opened = await openRevisions(options);
  const { config, graph } = opened;
  const { fingerprint } = await import("../engine/reading/fingerprint.ts");
  return runRevisions(options, opened, {
    command,
    transaction: options.transaction,
    plan: (position) => plan(graph, position),
    fingerprint: (client) => fingerprint(client, config.stateSchema),
  });
}
