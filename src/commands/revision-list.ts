// What `current`, `heads`, `history`, `branches` and `show` give and print.

import { isVarveError } from "../errors.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import { insertedBehind } from "../revisions/plan.ts";
import { countsFromDatabase } from "../revisions/range.ts";
import { assertKnown } from "../runner/plan-now.ts";
import type { State } from "../runner/state.ts";
import type { Document, Format } from "../terminal/command.ts";
import { namedTenant, type TenantOptions } from "./choose-tenants.ts";
import {
  type DatabaseOptions,
  type OpenedRevisions,
  openGraph,
  openRevisions,
  readStateOf,
} from "./revisions-project.ts";

/** One revision, with its place in the graph and in the database. */
export interface ListedRevision {
  readonly id: string;
  readonly revises: readonly string[];
  readonly message: string;
  readonly createdAt: string;
  readonly labels: readonly string[];
  readonly dependsOn: readonly string[];
  /** Null when the database could not be asked. */
  readonly applied: boolean | null;
  /** ISO 8601. */
  readonly appliedAt?: string;
  /** A head of the database. */
  readonly current: boolean;
  /** No other revises it. */
  readonly head: boolean;
  /** Those that revise it. */
  readonly children: readonly string[];
  readonly file: string;
}

export interface ListDocument extends Document {
  readonly revisions: readonly ListedRevision[];
}

export interface Listing {
  readonly graph: Graph;
  /** Undefined when the database could not be asked. */
  readonly state: State | undefined;
}

/** The graph, and where the database (or the tenant) is. Errors: those of loading, and of the database where it is needed. */
export async function openListing(
  options: DatabaseOptions & Pick<TenantOptions, "schema">,
  { needsDatabase }: { needsDatabase: boolean },
): Promise<Listing> {
  try {
    const opened = await openRevisions(options);
    const isOfMany = opened.config.tenants !== undefined;
    if (isOfMany && options.schema === undefined && !needsDatabase)
      return { graph: opened.graph, state: undefined };
    return await readListing(opened, namedTenant(options, opened.config), options.signal);
  } catch (error) {
    if (needsDatabase || !isVarveError(error) || !unanswered.has(error.code)) throw error;
    options.onEvent?.({ type: "warning", message: `${error.message} What is applied is not shown.` });
    return { ...(await openGraph(options)), state: undefined };
  }
}

/** The heads of the database, for a target or a range that counts from them. Error: UNKNOWN_REVISION_APPLIED. */
export function headsFor({ graph, state }: Listing, text: string): readonly string[] {
  if (state === undefined || !countsFromDatabase(text)) return [];
  assertKnown(graph, state);
  return state.heads;
}

export async function readListing(
  opened: OpenedRevisions,
  tenant: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Required<Listing>> {
  const { graph } = opened;
  const { carryOver } = await import("../runner/carry-over.ts");
  return { graph, state: carryOver(graph, await readStateOf(opened, tenant, signal)) };
}

/** The files can be listed without a database. */
const unanswered = new Set([
  "DATABASE_UNREACHABLE",
  "DATABASE_NOT_FOUND",
  "EMBEDDED_FAILED",
  "EMBEDDED_NOT_INSTALLED",
]);

export function listRevisions({ graph, state }: Listing, ids: readonly string[]): ListedRevision[] {
  return ids.map((id) => {
    const { revision, children } = nodeOf(graph, id);
    const { revises, message, createdAt, labels, dependsOn, file } = revision;
    const applied = state?.applied.get(id);
    return {
      id,
      revises,
      message,
      createdAt,
      labels,
      dependsOn,
      applied: state === undefined ? null : applied !== undefined,
      ...(applied && { appliedAt: applied.appliedAt.toISOString() }),
      current: state?.heads.includes(id) ?? false,
      head: children.length === 0,
      children,
      file,
    };
  });
}

/** Revisions that an upgrade to `head` would refuse to pass over. */
export function outOfOrder({ graph, state }: Listing): string[] {
  if (state === undefined || state.heads.some((id) => !graph.nodes.has(id))) return [];
  return insertedBehind(graph, { heads: state.heads, applied: new Set(state.applied.keys()) });
}

/** A line a revision: `parents -> id (label) (head) (current), message`. */
export function renderList({ revisions }: ListDocument, { style }: Format): string {
  return revisions.map((revision) => renderLine(revision, style)).join("\n");
}

export function renderLine(revision: ListedRevision, style: Format["style"]): string {
  const { id, revises, dependsOn, children, message } = revision;
  const marks = [
    ...marksOf(revision, style),
    ...(children.length > 1 ? ["(branch point)"] : []),
    ...(revises.length > 1 ? ["(merge)"] : []),
  ];
  const from = [
    revises.join(", ") || "base",
    ...(dependsOn.length > 0 ? [`(needs ${dependsOn.join(", ")})`] : []),
  ];
  return `${style.dim(`${from.join(" ")} ->`)} ${[style.bold(id), ...marks].join(" ")}, ${message.split("\n", 1)[0]}`;
}

/** Its labels, and whether it is a head, where the database is, or still to come. */
export function marksOf(
  { labels, head, current, applied }: ListedRevision,
  style: Format["style"],
): string[] {
  return [
    ...labels.map((label) => style.cyan(`(${label})`)),
    ...(head ? [style.green("(head)")] : []),
    ...(current ? [style.green("(current)")] : applied === false ? [style.yellow("(pending)")] : []),
  ];
}

/** All there is to say about a revision. */
export function renderDetails(revision: ListedRevision, style: Format["style"]): string {
  const { id, message, createdAt, appliedAt, applied, file, revises, children, labels, dependsOn } = revision;
  const rows: [string, string][] = [
    ["revision", style.bold(id)],
    ["message", message],
    ["revises", revises.join(", ") || "nothing: a base"],
    ["revised by", children.join(", ") || "nothing: a head"],
    ["labels", labels.join(", ")],
    ["depends on", dependsOn.join(", ")],
    ["created", createdAt],
    ["applied", appliedAt ?? (applied === null ? "not known" : "no")],
    ["file", file],
  ];
  return rows
    .flatMap(([name, value]) => (value === "" ? [] : [`${style.dim(name.padEnd(10))}  ${value}`]))
    .join("\n");
}
