// The commands as functions, each loaded when it is called: every revision file imports `varve/migrations`, and must not
// load the whole of Varve with it.

import type { AcceptEditDocument, AcceptEditOptions } from "./accept-edit.ts";
import type { AdoptDocument, AdoptOptions } from "./adopt.ts";
import type { BranchesOptions } from "./branches.ts";
import { callCommand } from "./call.ts";
import type { CheckDocument, CheckOptions } from "./check.ts";
import type { CurrentDocument, CurrentOptions } from "./current.ts";
import type { DbDocument, DbOptions } from "./db.ts";
import type { DiffDocument, DiffOptions } from "./diff.ts";
import type { DowngradeOptions } from "./downgrade.ts";
import type { EditDocument, EditOptions } from "./edit.ts";
import type { HeadsOptions } from "./heads.ts";
import type { HistoryDocument, HistoryOptions } from "./history.ts";
import type { InitDocument, InitOptions } from "./init.ts";
import type { LintDocument, LintOptions } from "./lint.ts";
import type { MergeDocument, MergeOptions } from "./merge.ts";
import type { RebaseDocument, RebaseOptions } from "./rebase.ts";
import type { RevisionDocument, RevisionOptions } from "./revision.ts";
import type { ListDocument } from "./revision-list.ts";
import type { RunDocument } from "./run-options.ts";
import type { ShowDocument, ShowOptions } from "./show.ts";
import type { SquashDocument, SquashOptions } from "./squash.ts";
import type { StampOptions } from "./stamp.ts";
import type { UpgradeOptions } from "./upgrade.ts";

/** Sets up a project. */
export async function init(options?: InitOptions): Promise<InitDocument> {
  return callCommand(await import("./init.ts"), options);
}

/** Takes over the migrations of drizzle-kit, and what is applied of them. */
export async function adopt(options: AdoptOptions): Promise<AdoptDocument> {
  return callCommand(await import("./adopt.ts"), options);
}

/** The embedded PostgreSQL: start, stop, status, url, reset. */
export async function db(options: DbOptions): Promise<DbDocument> {
  return callCommand(await import("./db.ts"), options);
}

/** Writes the revision that leads from the database to the models. */
export async function createRevision(options: RevisionOptions): Promise<RevisionDocument> {
  return callCommand(await import("./revision.ts"), options);
}

/** Writes a revision that joins heads. */
export async function merge(options?: MergeOptions): Promise<MergeDocument> {
  return callCommand(await import("./merge.ts"), options);
}

/** Moves a branch that is not applied behind another revision. */
export async function rebase(options: RebaseOptions): Promise<RebaseDocument> {
  return callCommand(await import("./rebase.ts"), options);
}

/** Replaces a range of revisions by one. */
export async function squash(options: SquashOptions): Promise<SquashDocument> {
  return callCommand(await import("./squash.ts"), options);
}

/** Records that an edited applied revision is meant. */
export async function acceptEdit(options: AcceptEditOptions): Promise<AcceptEditDocument> {
  return callCommand(await import("./accept-edit.ts"), options);
}

/** Opens a revision in the editor. */
export async function edit(options: EditOptions): Promise<EditDocument> {
  return callCommand(await import("./edit.ts"), options);
}

/**
 * Applies revisions. Safe to call from many processes at once: one works, the others wait.
 *
 * @example
 * await upgrade({ config: "./varve.config.ts" });   // before the service begins to listen
 */
export async function upgrade(options?: UpgradeOptions): Promise<RunDocument> {
  return callCommand(await import("./upgrade.ts"), options);
}

/** Takes revisions back. */
export async function downgrade(options: DowngradeOptions): Promise<RunDocument> {
  return callCommand(await import("./downgrade.ts"), options);
}

/** Records where the database is, and runs nothing. */
export async function stamp(options: StampOptions): Promise<RunDocument> {
  return callCommand(await import("./stamp.ts"), options);
}

/** Where the database is. */
export async function current(options?: CurrentOptions): Promise<CurrentDocument> {
  return callCommand(await import("./current.ts"), options);
}

/** The revisions, the newest first. */
export async function history(options?: HistoryOptions): Promise<HistoryDocument> {
  return callCommand(await import("./history.ts"), options);
}

/** The revisions that no other revises. */
export async function heads(options?: HeadsOptions): Promise<ListDocument> {
  return callCommand(await import("./heads.ts"), options);
}

/** The revisions where branches begin. */
export async function branches(options?: BranchesOptions): Promise<ListDocument> {
  return callCommand(await import("./branches.ts"), options);
}

/** One revision with its steps. */
export async function show(options: ShowOptions): Promise<ShowDocument> {
  return callCommand(await import("./show.ts"), options);
}

/** Whether database, revisions and models are one. */
export async function check(options?: CheckOptions): Promise<CheckDocument> {
  return callCommand(await import("./check.ts"), options);
}

/** Findings about the statements of revisions. */
export async function lint(options?: LintOptions): Promise<LintDocument> {
  return callCommand(await import("./lint.ts"), options);
}

/** The SQL that makes one database like another, both ways. */
export async function diff(options: DiffOptions): Promise<DiffDocument> {
  return callCommand(await import("./diff.ts"), options);
}
