import { planUpgrade } from "../revisions/plan.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { openOffline, openRevisions } from "./revisions-project.ts";
import { type RunCommandOptions, type RunDocument, renderRun, runFlags } from "./run-options.ts";
import { runRevisions } from "./run-revisions.ts";

export interface UpgradeOptions extends RunCommandOptions {
  /** Default `head`. With `sql` also a range `from:to`. Several where several branches are meant. */
  target?: string | readonly string[] | undefined;
  /** Give a script for psql instead of running anything; without a range it begins at the base. */
  sql?: boolean | undefined;
  /** One transaction for each revision (the default), or one for all. */
  transaction?: "each" | "all" | undefined;
}

/**
 * Applies the revisions between the database and the target. Safe to call from many processes at once: one works, the
 * others wait and find nothing left to do. Errors: those of the target (MULTIPLE_HEADS, TARGET_UNKNOWN, …) and of the run
 * (PREFLIGHT_FAILED, MIGRATION_FAILED, …), REVISION_OUT_OF_ORDER.
 */
export async function upgrade(options: UpgradeOptions = {}): Promise<RunDocument> {
  const { target = "head", transaction } = options;
  if (options.sql) {
    const { scriptUpgrade } = await import("../runner/script.ts");
    return { ok: true, ...(await scriptUpgrade({ ...(await openOffline(options, target)), target })) };
  }
  const opened = await openRevisions(options);
  const { config, graph } = opened;
  const { fingerprint } = await import("../engine/fingerprint.ts");
  return runRevisions(options, opened, {
    command: "upgrade",
    transaction,
    plan: (position) => planUpgrade(graph, position, target),
    fingerprint: (client) => fingerprint(client, config.stateSchema),
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
    ...runFlags,
    create: { flags: "--create", help: "make the schemas of --schema that do not exist" },
    sql: { flags: "--sql", help: "print a script for psql instead; takes a range from:to" },
    transaction: {
      flags: "--transaction <mode>",
      help: "one for each revision, or one for all",
      choices: ["each", "all"],
    },
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
