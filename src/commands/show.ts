import { nodeOf } from "../revisions/graph.ts";
import { stepText } from "../revisions/hash.ts";
import { resolvePlace } from "../revisions/move.ts";
import { countsFromDatabase } from "../revisions/range.ts";
import type { CommandDefinition } from "../terminal/command.ts";
import { oneTenantFlag } from "./choose-tenants.ts";
import {
  headsFor,
  type ListDocument,
  type ListedRevision,
  listRevisions,
  openListing,
  renderDetails,
} from "./revision-list.ts";
import type { DatabaseOptions } from "./revisions-project.ts";

export interface ShowOptions extends DatabaseOptions {
  /** In a project of tenants, the one that `current` and relative moves count from. */
  schema?: string | undefined;
  /** An id, a label, `head`, `heads`, `current`, a relative move. */
  target: string;
}

export interface ShowDocument extends ListDocument {
  readonly revisions: readonly (ListedRevision & {
    readonly up: readonly string[];
    readonly down: readonly string[];
  })[];
}

/** All about one revision (several for `heads` and `current`), its steps included. Errors: those of a target. */
export async function show(options: ShowOptions): Promise<ShowDocument> {
  const { target } = options;
  const listing = await openListing(options, { needsDatabase: countsFromDatabase(target) });
  const { graph } = listing;
  const ids = resolvePlace(graph, target, headsFor(listing, target));
  const revisions = listRevisions(listing, ids).map((listed) => {
    const { up, down } = nodeOf(graph, listed.id).revision;
    return { ...listed, up: up.map(stepText), down: down.map(stepText) };
  });
  return { ok: true, revisions };
}

export const definition: CommandDefinition<ShowOptions, ShowDocument> = {
  name: "show",
  summary: "show a revision with its steps",
  arguments: { target: { help: "an id, a label, head, current, …" } },
  options: { schema: oneTenantFlag },
  examples: [{ command: "varve show head", help: "the newest" }],
  run: show,
  render: ({ revisions }, { style }) =>
    revisions
      .map((revision) => {
        const steps = (name: string, texts: readonly string[]) =>
          texts.map((text) => `${style.dim(name)}\n${text}`);
        return [
          renderDetails(revision, style),
          ...steps("up", revision.up),
          ...steps("down", revision.down),
        ].join("\n");
      })
      .join("\n\n") || "base: there is nothing to show",
  answers: () => true,
};
