import { planUpgrade } from "../revisions/plan.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { type MoveOptions, move, moveFlags } from "./move.ts";
import { type RunDocument, renderRun } from "./run-options.ts";

export interface UpgradeOptions extends MoveOptions {
  /** Default `head`. With `sql` also a range `from:to`. Several where several branches are meant. */
  target?: string | readonly string[] | undefined;
}

/**
 * Applies the revisions between the database and the target. Safe to call from many processes at once: one works, the
 * others wait and find nothing left to do. Errors: those of the target (MULTIPLE_HEADS, TARGET_UNKNOWN, …) and of the run
 * (PREFLIGHT_FAILED, MIGRATION_FAILED, …), REVISION_OUT_OF_ORDER.
 */
export async function upgrade(options: UpgradeOptions = {}): Promise<RunDocument> {
  const { target = "head" } = options;
  return move(options, {
    command: "upgrade",
    target,
    plan: (graph, position) => planUpgrade(graph, position, target),
    script: async (script) => (await import("../runner/script.ts")).scriptUpgrade(script),
  });
}

export const definition: CommandDefinition<UpgradeOptions, RunDocument> = {
  name: "upgrade",
  summary: "apply revisions to the database",
  description:
    "Applies what lies between the database and the target, each revision in one transaction with its row of history. " +
    "Only one runner works at a time. A run that was cut off goes on where it was.",
  arguments: { target: { help: "default head; heads, an id, +N, label@head, …", optional: true } },
  options: {
    ...moveFlags,
    create: { flags: "--create", help: "make the schemas of --schema that do not exist" },
  },
  examples: [
    { command: "varve upgrade", help: "to the head" },
    { command: "varve upgrade +1 --dry-run", help: "what would the next one be" },
    { command: "varve upgrade 3f2a:head --sql > up.sql", help: "a script for somebody else to run" },
  ],
  run: upgrade,
  render: renderRun,
  answers: ({ sql }) => sql !== undefined,
};
