import { branchHeads } from "../revisions/target.ts";
import { assertKnown } from "../runner/plan-now.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import {
  type ListDocument,
  listRevisions,
  openListing,
  outOfOrder,
  renderDetails,
  renderList,
} from "./revision-list.ts";
import type { DatabaseOptions } from "./revisions-project.ts";

export interface CurrentOptions extends DatabaseOptions {
  /** Not `ok` unless the database is at every head. */
  checkHeads?: boolean | undefined;
  verbose?: boolean | undefined;
}

export interface CurrentDocument extends ListDocument {
  /** A revision that was begun and not finished. */
  readonly unfinished: string | null;
  /** Revisions below those that were never applied. */
  readonly outOfOrder: readonly string[];
  readonly verbose: boolean;
}

/**
 * Where the database is: the last applied revision of each branch, also of one that another implies by `dependsOn`.
 * Errors: UNKNOWN_REVISION_APPLIED, those of the connection.
 */
export async function current(options: CurrentOptions = {}): Promise<CurrentDocument> {
  const listing = await openListing(options, { needsDatabase: true });
  const { graph, state } = listing;
  if (state !== undefined) assertKnown(graph, state);
  const heads = state?.heads ?? [];
  const revisions = listRevisions(listing, branchHeads(graph, heads));
  const isAtHeads = graph.heads.every((id) => revisions.some((revision) => revision.id === id));
  return {
    ok: options.checkHeads !== true || isAtHeads,
    revisions,
    unfinished: state?.unfinished?.revision ?? null,
    outOfOrder: outOfOrder(listing),
    verbose: options.verbose ?? false,
  };
}

export const definition: CommandDefinition<CurrentOptions, CurrentDocument> = {
  name: "current",
  summary: "show which revision the database is at",
  options: {
    checkHeads: { flags: "--check-heads", help: "exit code 1 unless the database is at every head" },
    verbose: { flags: "--verbose", help: "all about each revision" },
  },
  examples: [{ command: "varve current", help: "where the database is" }],
  run: current,
  render(document, format) {
    const { revisions, unfinished, outOfOrder, verbose } = document;
    const { style } = format;
    const at = verbose
      ? revisions.map((each) => renderDetails(each, style)).join("\n\n")
      : renderList(document, format);
    return [
      at || "base: nothing is applied",
      ...(unfinished === null
        ? []
        : [style.yellow(`${unfinished} was begun and not finished; varve upgrade goes on with it.`)]),
      ...(outOfOrder.length === 0
        ? []
        : [
            style.yellow(
              `Inserted below and never applied: ${outOfOrder.join(", ")}; varve upgrade heads applies them.`,
            ),
          ]),
    ].join("\n");
  },
  answers: () => true,
};
