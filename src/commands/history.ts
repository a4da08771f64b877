import { countsFromDatabase, resolveRange } from "../revisions/range.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { oneTenantFlag } from "./choose-tenants.ts";
import { drawGraph } from "./draw-graph.ts";
import {
  headsFor,
  type ListDocument,
  listRevisions,
  openListing,
  renderDetails,
  renderList,
} from "./revision-list.ts";
import type { DatabaseOptions } from "./revisions-project.ts";

export interface HistoryOptions extends DatabaseOptions {
  /** The tenant whose revisions are marked, in a project of tenants; without one nothing is marked. */
  schema?: string | undefined;
  /** `a:b`, `a:`, `:b`; default: all. */
  range?: string | undefined;
  graph?: boolean | undefined;
  verbose?: boolean | undefined;
}

export type HistoryDocument = ListDocument;

/** The revisions of a range, the newest first. Errors: RANGE_INVALID, those of a target. */
export async function history(options: HistoryOptions = {}): Promise<HistoryDocument> {
  const { range = ":" } = options;
  const listing = await openListing(options, { needsDatabase: countsFromDatabase(range) });
  const ids = resolveRange(listing.graph, range, headsFor(listing, range)).reverse();
  return { ok: true, revisions: listRevisions(listing, ids) };
}

export const definition: CommandDefinition<HistoryOptions, HistoryDocument> = {
  name: "history",
  summary: "list the revisions, the newest first",
  options: {
    range: { flags: "-r, --range <range>", help: "a:b, a: or :b; ends may be relative (-3:current)" },
    schema: oneTenantFlag,
    graph: { flags: "--graph", help: "draw the branches" },
    verbose: { flags: "--verbose", help: "all about each revision" },
  },
  examples: [
    { command: "varve history -r current:", help: "what is still to come" },
    { command: "varve history --graph", help: "with the branches drawn" },
  ],
  run: history,
  render(document, format, { graph, verbose }) {
    const { revisions } = document;
    if (verbose) return revisions.map((each) => renderDetails(each, format.style)).join("\n\n");
    return graph ? drawGraph(revisions, format) : renderList(document, format);
  },
  answers: () => true,
};
