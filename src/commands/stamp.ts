import { VarveError } from "../errors.ts";
import { planStamp } from "../revisions/plan.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { openRevisions } from "./revisions-project.ts";
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
    purge: { flags: "--purge", help: "forget all that was recorded as applied first" },
  },
  examples: [
    { command: "varve stamp head", help: "everything is applied already" },
    { command: "varve stamp --purge base", help: "nothing is, whatever was recorded" },
  ],
  run: stamp,
  render: renderRun,
};
