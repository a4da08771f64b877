import { nodeOf } from "../revisions/graph.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { type ListDocument, listRevisions, openListing, renderLine } from "./revision-list.ts";
import type { DatabaseOptions } from "./revisions-project.ts";

export type BranchesOptions = DatabaseOptions;

/** The revisions that several others revise; those are in `children`. */
export async function branches(options: BranchesOptions = {}): Promise<ListDocument> {
  const listing = await openListing(options, { needsDatabase: false });
  const { graph } = listing;
  const points = [...graph.nodes.keys()].filter((id) => nodeOf(graph, id).children.length > 1);
  return { ok: true, revisions: listRevisions(listing, points) };
}

export const definition: CommandDefinition<BranchesOptions, ListDocument> = {
  name: "branches",
  summary: "list the revisions where branches begin",
  examples: [{ command: "varve branches", help: "each with the revisions that follow it" }],
  run: branches,
  render: ({ revisions }, { style }) =>
    revisions
      .flatMap((revision) => [
        renderLine(revision, style),
        ...revision.children.map((child) => `    -> ${child}`),
      ])
      .join("\n"),
  answers: () => true,
};
