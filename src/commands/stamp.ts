import { withClient } from "../database/connect.ts";
import { VarveError } from "../errors.ts";
import { type Position, planStamp } from "../revisions/plan.ts";
import type { RunOptions } from "../runner/run.ts";
import { readState } from "../runner/state.ts";
import { stateTables } from "../runner/state-tables.ts";
import type { Fingerprint } from "../runner/trust.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { type OpenedRevisions, openOffline, openRevisions } from "./revisions-project.ts";
import {
  type RunCommandOptions,
  type RunDocument,
  renderRun,
  runFlags,
  runnerOptions,
} from "./run-options.ts";
import { runRevisions } from "./run-revisions.ts";

export interface StampOptions extends RunCommandOptions {
  /** One for each branch; `base` says that nothing is applied. */
  targets: readonly string[];
  /** Forget all that was recorded as applied first. */
  purge?: boolean | undefined;
  /** Give a script for psql instead of writing anything; a single target may be a range `from:to`. */
  sql?: boolean | undefined;
  /** Record only what is so: the database is compared with what the revisions build on a scratch database. */
  prove?: boolean | undefined;
}

/** Records where the database is, without running anything. Errors: those of the targets, TARGETS_OVERLAP, STAMP_NOT_PROVEN. */
export async function stamp(options: StampOptions): Promise<RunDocument> {
  const { targets, purge = false } = options;
  if (options.sql && options.prove) {
    throw new VarveError("USAGE", {
      message: "A script cannot prove anything.",
      hint: "Leave --prove or --sql out.",
    });
  }
  if (options.sql) {
    const { scriptStamp } = await import("../runner/script.ts");
    return { ok: true, ...scriptStamp({ ...(await openOffline(options, targets)), targets, purge }) };
  }
  const opened = await openRevisions(options);
  const run = {
    command: "stamp",
    allowUnknown: purge,
    plan: ({ heads }: Position) => planStamp(opened.graph, heads, targets, { purge }),
  } as const;
  if (!options.prove) return runRevisions(options, opened, run);
  return runRevisions(options, opened, { ...run, fingerprint: await prove(options, opened, run) });
}

async function prove(
  options: StampOptions,
  { config, graph, source: url }: OpenedRevisions,
  run: Pick<RunOptions, "command" | "plan" | "allowUnknown">,
): Promise<Fingerprint> {
  const { signal } = options;
  if (config.tenants !== undefined) {
    throw new VarveError("USAGE", {
      message: "A stamp of tenants cannot be proven.",
      hint: "Leave --prove out, and see what varve check says of them.",
    });
  }
  if (typeof url !== "string") {
    throw new VarveError("USAGE", {
      message: "A stamp is proven on a database that is named by its URL, not on a pool.",
      hint: "Pass `url` instead of `pool`.",
    });
  }
  const { runPlan } = await import("../runner/run.ts");
  const { proveStamp } = await import("./prove-stamp.ts");
  const { unfinished } = await withClient(
    url,
    (client) => readState(client, stateTables(config.stateSchema)),
    { signal },
  );
  if (unfinished !== undefined) {
    throw new VarveError("REVISION_UNFINISHED", {
      message: `Revision ${unfinished.revision} was begun and not finished (${unfinished.direction}), so the catalog alone does not tell where the database is.`,
      hint: "Finish it first: varve upgrade. To give it up, stamp without --prove.",
      details: { revision: unfinished.revision, direction: unfinished.direction },
    });
  }
  const { stateSchema } = config;
  const { heads } = await runPlan({
    ...runnerOptions(options),
    ...run,
    source: url,
    graph,
    stateSchema,
    dryRun: true,
  });
  return proveStamp({ config, url, graph, heads, signal });
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
    prove: { flags: "--prove", help: "first compare the database with what the revisions build" },
    purge: { flags: "--purge", help: "forget all that was recorded as applied first" },
  },
  examples: [
    { command: "varve stamp head", help: "everything is applied already" },
    { command: "varve stamp --purge base", help: "nothing is, whatever was recorded" },
    { command: "varve stamp current --prove", help: "after a stamp, so that check is quick again" },
    { command: "varve stamp head --sql > stamp.sql", help: "a script for somebody else to run" },
  ],
  run: stamp,
  render: renderRun,
  answers: ({ sql }) => sql !== undefined,
};
