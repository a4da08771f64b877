// `varve lint`: findings about the statements of revisions. A database is asked only for what is applied.
import { basename } from "node:path";
import { type Finding, lintRevisions } from "../lint/lint.ts";
import { nodeOf } from "../revisions/graph.ts";
import { resolvePlace } from "../revisions/move.ts";
import { countsFromDatabase, isRange, resolveRange } from "../revisions/range.ts";
import { sortUp } from "../revisions/walk.ts";
import type { CommandDefinition, Document, Format } from "../terminal/command.ts";
import { oneTenantFlag } from "./choose-tenants.ts";
import { headsFor, type Listing, openListing } from "./revision-list.ts";
import { type DatabaseOptions, openGraph } from "./revisions-project.ts";

export interface LintOptions extends DatabaseOptions {
  /** `a:b`, `a:`, `:b`, or one target; default: all revisions. */
  range?: string | undefined;
  /** Leaves out what is applied: that can't be changed any more. */
  pending?: boolean | undefined;
  /** In a project of tenants, the one that `pending` and `current` ask. */
  schema?: string | undefined;
}

export interface LintDocument extends Document {
  /** True when nothing was found. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Looks for what locks, rewrites, loses or breaks, in the `up` of each revision. What is meant is passed over where a
 * comment says why: `-- varve-ignore drop-column: reason`. Errors: those of loading revisions, of a target and of a range,
 * and those of connecting for `pending` and `current`.
 */
export async function lint(options: LintOptions = {}): Promise<LintDocument> {
  const { range = ":", pending = false } = options;
  const needsDatabase = pending || countsFromDatabase(range);
  const listing: Listing = needsDatabase
    ? await openListing(options, { needsDatabase })
    : { ...(await openGraph(options)), state: undefined };
  const asked = new Set(revisionsIn(listing, range));
  if (pending) for (const id of listing.state?.applied.keys() ?? []) asked.delete(id);
  const { graph } = listing;
  const revisions = sortUp(graph, new Set(graph.nodes.keys())).map((id) => nodeOf(graph, id).revision);
  const findings = await lintRevisions(revisions, (id) => asked.has(id));
  return { ok: findings.length === 0, findings };
}

function revisionsIn(listing: Listing, range: string): string[] {
  const { graph } = listing;
  const heads = headsFor(listing, range);
  return isRange(range) ? resolveRange(graph, range, heads) : resolvePlace(graph, range, heads);
}

export const definition: CommandDefinition<LintOptions, LintDocument> = {
  name: "lint",
  summary: "find what locks, rewrites, loses or breaks in the statements of revisions",
  description:
    "docs/lint.md has a section on every rule. A finding is passed over where a comment above the statement says why: " +
    "-- varve-ignore drop-column: nobody reads it since March.",
  arguments: { range: { help: "a:b, a:, :b, or one revision; default: all", optional: true } },
  options: { pending: { flags: "--pending", help: "only what is not applied yet" }, schema: oneTenantFlag },
  examples: [
    { command: "varve lint --pending", help: "before a deployment" },
    { command: "varve lint head --json", help: "the last revision, for a program" },
  ],
  run: lint,
  render({ findings }, format) {
    if (findings.length === 0) return format.style.green("Nothing found.");
    const revisions = [...new Set(findings.map(({ revision }) => revision))];
    const groups = revisions.map((id) =>
      renderRevision(
        findings.filter(({ revision }) => revision === id),
        format,
      ),
    );
    return [...groups, format.style.dim("Passed over with a reason: -- varve-ignore rule: why")].join("\n\n");
  },
};

function renderRevision(findings: readonly Finding[], { style }: Format): string {
  const [first] = findings;
  const lines = findings.map(({ severity, code, step, message, hint }) => {
    const colour = severity === "error" ? style.red : style.yellow;
    return `  ${colour(code)} step ${step}: ${message}\n    ${style.dim(hint)}`;
  });
  return [`${style.bold(first?.revision ?? "")} ${style.dim(basename(first?.file ?? ""))}`, ...lines].join(
    "\n",
  );
}
