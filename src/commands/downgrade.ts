import { planDowngrade } from "../revisions/plan.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { type MoveOptions, move, moveFlags } from "./move.ts";
import { type RunDocument, renderRun } from "./run-options.ts";

export interface DowngradeOptions extends MoveOptions {
  /** The revision that stays; `base` takes everything back, `-1` the last one. With `sql` a range `from:to`. */
  target: string;
}

/**
 * Takes revisions back, the latest first. Errors: those of the target (TARGET_NOT_APPLIED, MOVE_AMBIGUOUS, …) and of
 * the run (MIGRATION_FAILED, …).
 */
export async function downgrade(options: DowngradeOptions): Promise<RunDocument> {
  const { target } = options;
  return move(options, {
    command: "downgrade",
    target,
    plan: (graph, position) => planDowngrade(graph, position, target),
    script: async (script) => (await import("../runner/script.ts")).scriptDowngrade(script),
  });
}

export const definition: CommandDefinition<DowngradeOptions, RunDocument> = {
  name: "downgrade",
  summary: "take revisions back",
  description: "Takes back all that was applied above the target, the latest first.",
  arguments: { target: { help: "the revision that stays: an id, base, -N, label@base, …" } },
  options: moveFlags,
  examples: [
    { command: "varve downgrade -1", help: "the last one" },
    { command: "varve downgrade base", help: "everything" },
    { command: "varve downgrade api@-1", help: "the last one of the branch with the label api" },
  ],
  run: downgrade,
  render: renderRun,
  answers: ({ sql }) => sql !== undefined,
};
