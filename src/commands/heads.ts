import { tips } from "../revisions/walk.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { type ListDocument, listRevisions, openListing, renderList } from "./revision-list.ts";
import type { DatabaseOptions } from "./revisions-project.ts";

export interface HeadsOptions extends DatabaseOptions {
  /** Leave out heads that another branch needs anyway. */
  resolveDependencies?: boolean | undefined;
}

/** The revisions that no other revises. */
export async function heads(options: HeadsOptions = {}): Promise<ListDocument> {
  const listing = await openListing(options, { needsDatabase: false });
  const { graph } = listing;
  const ids = options.resolveDependencies ? tips(graph, new Set(graph.heads)) : graph.heads;
  return { ok: true, revisions: listRevisions(listing, ids) };
}

export const definition: CommandDefinition<HeadsOptions, ListDocument> = {
  name: "heads",
  summary: "list the heads: revisions that no other revises",
  options: {
    resolveDependencies: {
      flags: "--resolve-dependencies",
      help: "leave out heads that another branch needs anyway",
    },
  },
  examples: [{ command: "varve heads", help: "more than one: varve merge heads joins them" }],
  run: heads,
  render: renderList,
  answers: () => true,
};
