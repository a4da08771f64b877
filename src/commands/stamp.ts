import { VarveError } from "../errors.ts";
import { planStamp } from "../revisions/plan.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { openOffline, openRevisions } from "./revisions-project.ts";
import {
  type RunCommandOptions,
  type RunDocument,
  renderRun,
  runFlags,
  runnerOptions,
} from "./run-options.ts";

export interface StampOptions extends RunCommandOptions {
  /** One for each branch; `base` says that nothing is applied. */
  targets: readonly string[];
  /** Forget all that was recorded as applied first. */
  purge?: boolean | undefined;
  /** Give a script for psql instead of writing anything; a single target may be a range `from:to`. */
  sql?: boolean | undefined;
}

/** Records where the database is, without running anything. Errors: those of the targets, TARGETS_OVERLAP. */
export async function stamp(options: StampOptions): Promise<RunDocument> {
  const { targets, purge = false } = options;
  if (!Array.isArray(targets) || targets.length === 0) {
    throw new VarveError("USAGE", {
      message: "A stamp needs a target.",
      hint: "varve stamp head, or base, or an id.",
    });
  }
  if (options.sql) {
    const { scriptStamp } = await import("../runner/script.ts");
    return { ok: true, ...scriptStamp({ ...(await openOffline(options, targets)), targets, purge }) };
  }
  const { config, graph, source } = await openRevisions(options);
  const { runPlan } = await import("../runner/run.ts");
  const result = await runPlan({
    ...runnerOptions(options),
    source,
    graph,
    command: "stamp",
    stateSchema: config.stateSchema,
    allowUnknown: purge,
    plan: ({ heads }) => planStamp(graph, heads, targets, { purge }),
  });
  return { ok: true, ...result, ...(options.dryRun && { dryRun: true }) };
}

export const definition: CommandDefinition<StampOptions, RunDocument> = {
  name: "stamp",
  summary: "record where the database is, and run nothing",
  description:
    "For a database whose schema came about by other means. Heads above or below a target give way to it; those of other " +
    "branches stay, unless --purge.",
  arguments: { targets: { help: "head, heads, base, ids, label@head, …", variadic: true } },
  options: {
    ...runFlags,
    sql: { flags: "--sql", help: "print a script for psql instead; takes a range from:to" },
    purge: { flags: "--purge", help: "forget all that was recorded as applied first" },
  },
  examples: [
    { command: "varve stamp head", help: "everything is applied already" },
    { command: "varve stamp --purge base", help: "nothing is, whatever was recorded" },
    { command: "varve stamp head --sql > stamp.sql", help: "a script for somebody else to run" },
  ],
  run: stamp,
  render: renderRun,
  answers: ({ sql }) => sql !== undefined,
};
