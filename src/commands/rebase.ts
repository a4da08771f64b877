import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import { keepHeadsFile } from "../revisions/heads-file.ts";
import { resolvePlace } from "../revisions/move.ts";
import { rewriteParents } from "../revisions/rewrite.ts";
import { assertOne } from "../revisions/target.ts";
import { ancestors, descendants, inOrder } from "../revisions/walk.ts";
import type { CommandDefinition, Document } from "../terminal/command.ts";
import { chooseTenants } from "./choose-tenants.ts";
import { headsFor, type Listing, readListing } from "./revision-list.ts";
import { type DatabaseOptions, openGraph, openRevisions } from "./revisions-project.ts";

export interface RebaseOptions extends DatabaseOptions {
  /** A revision of the branch to move. */
  target: string;
  /** What the branch is to come after. */
  onto: string;
}

export interface RebaseDocument extends Document {
  /** The first revision of the branch: the one whose file was changed. */
  readonly id: string;
  readonly file: string;
  readonly revises: readonly string[];
  /** All revisions that moved with it, the oldest first. */
  readonly moved: readonly string[];
}

/**
 * Moves a branch that no database, and no tenant, has yet behind another revision, so that two heads become a line. Only `revises` of the
 * first revision of the branch is changed. Errors: REBASE_IMPOSSIBLE, REVISION_NOT_REWRITABLE, those of a target.
 */
export async function rebase(options: RebaseOptions): Promise<RebaseDocument> {
  const { target, onto } = options;
  const opened = await openRevisions(options);
  const { graph } = opened;
  const tenants = await chooseTenants(options, opened);
  const listings: Required<Listing>[] = [];
  for (const tenant of tenants ?? [undefined])
    listings.push(await readListing(opened, tenant, options.signal));
  const headsOf = (text: string) => [...new Set(listings.flatMap((listing) => headsFor(listing, text)))];
  const one = (text: string) => assertOne(graph, resolvePlace(graph, text, headsOf(text)), text)[0];
  const [branch, base] = [one(target), one(onto)];
  if (branch === undefined || base === undefined)
    throw impossible(`${target} and ${onto} must both be revisions`);
  const { root, moved } = branchOf(graph, branch, base);
  const applied = moved.filter((id) => listings.some(({ state }) => state?.applied.has(id)));
  if (applied.length > 0) {
    throw impossible(`${applied.join(", ")} ${applied.length === 1 ? "is" : "are"} applied to the database`, {
      applied,
    });
  }
  const { revision } = nodeOf(graph, root);
  await rewriteParents(revision, [base]);
  const { config, graph: after } = await openGraph(options);
  await keepHeadsFile(config.migrations, after.heads);
  return { ok: true, id: root, file: revision.file, revises: [base], moved };
}

/** What is on the branch and not below its new place; it must begin with one revision. */
function branchOf(graph: Graph, branch: string, base: string): { root: string; moved: string[] } {
  const stays = ancestors(graph, [base], { dependencies: true });
  if (stays.has(branch)) throw impossible(`${branch} is below ${base} already`);
  const own = [...ancestors(graph, [branch], { dependencies: false })].filter((id) => !stays.has(id));
  if (own.includes(base) || descendants(graph, own, { dependencies: true }).has(base)) {
    throw impossible(`${base} needs revisions of that branch`);
  }
  const roots = own.filter((id) => nodeOf(graph, id).parents.every((parent) => !own.includes(parent)));
  const [root, ...others] = roots;
  if (root === undefined || others.length > 0)
    throw impossible(`the branch begins with several revisions: ${roots.join(", ")}`);
  return { root, moved: inOrder(graph, descendants(graph, [root], { dependencies: false })) };
}

function impossible(why: string, details: Record<string, unknown> = {}): VarveError {
  return new VarveError("REBASE_IMPOSSIBLE", {
    message: `The branch cannot be moved: ${why}.`,
    hint: 'Join the heads instead: varve merge heads -m "…".',
    details,
  });
}

export const definition: CommandDefinition<RebaseOptions, RebaseDocument> = {
  name: "rebase",
  summary: "move a branch that is not applied behind another revision",
  description:
    "Changes `revises` of the first revision of the branch. For two heads of which only one is on any database.",
  arguments: { target: { help: "a revision of the branch to move" } },
  options: { onto: { flags: "--onto <target>", help: "what the branch is to come after", required: true } },
  examples: [{ command: "varve rebase 3f2a --onto 9b1c", help: "3f2a and what follows it come after 9b1c" }],
  run: rebase,
  render: ({ file, revises, moved }, { style }) =>
    `${style.green("Changed")} ${file}: it revises ${revises.join(", ")} now. Moved: ${moved.join(", ")}.`,
};
