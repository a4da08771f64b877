import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import { newCreatedAt, newRevisionId, writeRevision } from "../revisions/write.ts";
import type { CommandDefinition, Document } from "../terminal/command.ts";
import { newLabels, resolveFiles } from "./parents.ts";
import { type CommandOptions, openProject } from "./project.ts";
import { openGraph } from "./revisions-project.ts";
import { type BranchTrial, renderOverlaps, tryBranches } from "./try-branches.ts";

export interface MergeOptions extends CommandOptions {
  /** What to join; default `heads`. */
  targets?: readonly string[] | undefined;
  message?: string | undefined;
  label?: readonly string[] | undefined;
  /** Lets a revision be joined that has children already. */
  splice?: boolean | undefined;
}

export interface MergeDocument extends Document, BranchTrial {
  readonly id: string;
  readonly file: string;
  readonly revises: readonly string[];
}

/**
 * Writes a revision without steps that has several parents. Errors: NOTHING_TO_MERGE, PARENT_NOT_HEAD, REVISION_ID_ILLEGAL,
 * MIGRATIONS_NOT_WRITABLE, those of a target.
 */
export async function merge(options: MergeOptions = {}): Promise<MergeDocument> {
  const { targets = [], label, splice = false } = options;
  const { config, graph } = await openGraph(options);
  const names = targets.length === 0 ? ["heads"] : targets;
  const revises = [...new Set(names.flatMap((name) => resolveFiles(graph, name)))];
  assertMergeable(graph, revises, splice);
  const labels = newLabels(graph, label);
  // Without a server to try it on, the merge is written all the same.
  const trial = await tryBranches(options, { graph, heads: revises }, () => openProject(options));
  const { message = `merge ${revises.join(", ")}` } = options;
  const fields = { id: newRevisionId(), revises, message, createdAt: newCreatedAt(), labels };
  const { id, file } = await writeRevision(config.migrations, { ...fields, up: [], down: [] }, graph.heads);
  return { ok: true, id, file, revises, ...trial };
}

function assertMergeable(graph: Graph, revises: readonly string[], splice: boolean): void {
  if (revises.length < 2) {
    throw new VarveError("NOTHING_TO_MERGE", {
      message: `A merge joins two revisions or more; ${revises.length === 0 ? "there is none" : `this is only ${revises[0]}`}.`,
      hint: "`varve heads` lists what there is to join.",
      details: { revises },
    });
  }
  const branching = revises.find((id) => nodeOf(graph, id).children.length > 0);
  if (branching === undefined || splice) return;
  throw new VarveError("PARENT_NOT_HEAD", {
    message: `Revision ${branching} is no head: ${nodeOf(graph, branching).children.join(", ")} revises it.`,
    hint: `Join heads (${graph.heads.join(", ")}), or say with --splice that a new branch is meant.`,
    details: { head: branching, heads: graph.heads },
  });
}

export const definition: CommandDefinition<MergeOptions, MergeDocument> = {
  name: "merge",
  summary: "join heads with a revision of several parents",
  arguments: { targets: { help: "what to join (default: heads)", optional: true, variadic: true } },
  options: {
    message: { flags: "-m, --message <text>", help: "what the merge is about" },
    label: { flags: "--label <name>", help: "a label for the branch it starts", repeatable: true },
    splice: { flags: "--splice", help: "let a revision be joined that has children already" },
  },
  examples: [{ command: 'varve merge heads -m "join the release branches"', help: "all heads" }],
  run: merge,
  render({ file, revises, commutes, overlaps, problem }, { style }) {
    const order =
      commutes === true
        ? style.green("Their order makes no difference: both ways lead to the same database.")
        : commutes === false
          ? style.red(
              `Their order matters${problem === undefined ? ": the two ways lead to different databases" : ""}.`,
            )
          : "";
    return [
      `${style.green("Wrote")} ${file}, which joins ${revises.join(" and ")}.`,
      order,
      ...renderOverlaps(overlaps, style),
      ...(problem === undefined ? [] : [problem]),
    ]
      .filter((line) => line !== "")
      .join("\n");
  },
};
