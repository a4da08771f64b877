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

/**
 * Sets up a project, or takes over a database (`fromDatabase`). Gives the files written and kept, and the commands to go on with.
 * Errors: INIT_FAILED; with `fromDatabase` those of scratch databases and of `stamp` too.
 */
export async function init(options?: InitOptions): Promise<InitDocument> {
  return callCommand(await import("./init.ts"), options);
}

/**
 * Turns the migrations of drizzle-kit into revisions with a way back, and records which of them the database has. Gives each
 * revision, and whether it is applied. Errors: ADOPTION_FAILED, DRIZZLE_STATE_UNKNOWN, MIGRATIONS_NOT_WRITABLE.
 */
export async function adopt(options: AdoptOptions): Promise<AdoptDocument> {
  return callCommand(await import("./adopt.ts"), options);
}

/**
 * The embedded PostgreSQL: `start`, `stop`, `status`, `url`, `reset`. Gives whether it runs, and where; its password only for `url`.
 * Errors: EMBEDDED_NOT_INSTALLED, EMBEDDED_FAILED, USAGE for a `reset` without `force`.
 */
export async function db(options: DbOptions): Promise<DbDocument> {
  return callCommand(await import("./db.ts"), options);
}

/**
 * Writes the revision that leads from the database to the models, once both ways have run on a scratch database. Gives its
 * `id` and `file`, the changes, steps and hazards; `id` is null, and nothing written, where there is nothing to do.
 * Errors: DATABASE_NOT_AT_HEAD, MULTIPLE_HEADS, PARENT_NOT_HEAD, RENAME_AMBIGUOUS, RENAME_UNKNOWN, PLAN_IMPOSSIBLE, PLAN_NOT_PROVEN,
 * MIGRATIONS_NOT_WRITABLE, those of models and of scratch databases.
 */
export async function createRevision(options: RevisionOptions): Promise<RevisionDocument> {
  return callCommand(await import("./revision.ts"), options);
}

/**
 * Writes a revision without steps that joins heads. Gives its `id` and `file`, and whether the order of the branches makes a
 * difference. Errors: NOTHING_TO_MERGE, PARENT_NOT_HEAD, MIGRATIONS_NOT_WRITABLE.
 */
export async function merge(options?: MergeOptions): Promise<MergeDocument> {
  return callCommand(await import("./merge.ts"), options);
}

/**
 * Moves a branch that is not applied anywhere behind another revision. Gives the file that was changed, and all that moved.
 * Errors: REBASE_IMPOSSIBLE, REVISION_NOT_REWRITABLE.
 */
export async function rebase(options: RebaseOptions): Promise<RebaseDocument> {
  return callCommand(await import("./rebase.ts"), options);
}

/**
 * Replaces a range of revisions by one, proven on scratch databases to build the same. Gives it, and the ids it stands for.
 * Errors: SQUASH_IMPOSSIBLE, RANGE_INVALID, those of scratch databases.
 */
export async function squash(options: SquashOptions): Promise<SquashDocument> {
  return callCommand(await import("./squash.ts"), options);
}

/**
 * Records that the edited steps of an applied revision are meant; nothing is run. Gives the difference.
 * Error: NOTHING_TO_ACCEPT.
 */
export async function acceptEdit(options: AcceptEditOptions): Promise<AcceptEditDocument> {
  return callCommand(await import("./accept-edit.ts"), options);
}

/** Opens a revision in $VISUAL or $EDITOR, and waits until it is closed. Gives its `id` and `file`. Error: EDITOR_FAILED. */
export async function edit(options: EditOptions): Promise<EditDocument> {
  return callCommand(await import("./edit.ts"), options);
}

/**
 * Applies the revisions up to `target`, by default the head. Safe to call from many processes at once: one works, the others wait.
 * Gives the steps that were run, and where the database is now (`heads`). Errors: MULTIPLE_HEADS, REVISION_OUT_OF_ORDER,
 * RUNNER_LOCKED, PREFLIGHT_FAILED, MIGRATION_LOCKED, MIGRATION_FAILED, HOOK_FAILED, CONNECTION_LOST; in a project of tenants `ok` is
 * false when one has failed.
 *
 * @example
 * await upgrade({ config: "./varve.config.ts" });   // before the service begins to listen
 */
export async function upgrade(options?: UpgradeOptions): Promise<RunDocument> {
  return callCommand(await import("./upgrade.ts"), options);
}

/**
 * Takes back all that was applied above `target`, the latest first. Gives the steps that were run, and where the database is now.
 * Errors: TARGET_NOT_APPLIED, MOVE_AMBIGUOUS, those of a run as in {@link upgrade}.
 */
export async function downgrade(options: DowngradeOptions): Promise<RunDocument> {
  return callCommand(await import("./downgrade.ts"), options);
}

/** Records where the database is, and runs nothing. Gives the same as a run. Errors: TARGETS_OVERLAP; STAMP_NOT_PROVEN with `prove`. */
export async function stamp(options: StampOptions): Promise<RunDocument> {
  return callCommand(await import("./stamp.ts"), options);
}

/**
 * Gives the last applied revision of each branch, what is unfinished, and what lies below and was never applied.
 * Errors: UNKNOWN_REVISION_APPLIED, TENANT_UNKNOWN.
 */
export async function current(options?: CurrentOptions): Promise<CurrentDocument> {
  return callCommand(await import("./current.ts"), options);
}

/**
 * Gives the revisions of a range, the newest first, and which of them are applied: null where no database answers.
 * Error: RANGE_INVALID.
 */
export async function history(options?: HistoryOptions): Promise<HistoryDocument> {
  return callCommand(await import("./history.ts"), options);
}

/** Gives the revisions that no other revises. */
export async function heads(options?: HeadsOptions): Promise<ListDocument> {
  return callCommand(await import("./heads.ts"), options);
}

/** Gives the revisions that several others revise; those are in `children`. */
export async function branches(options?: BranchesOptions): Promise<ListDocument> {
  return callCommand(await import("./branches.ts"), options);
}

/** Gives one revision, or several (`heads`), with its steps. */
export async function show(options: ShowOptions): Promise<ShowDocument> {
  return callCommand(await import("./show.ts"), options);
}

/**
 * Finds what keeps database, revisions and models from being one; changes nothing. Gives what is pending, edited and different: `ok`
 * when there is none of it, and one head. Findings are no errors. Errors: those of models and of scratch databases.
 */
export async function check(options?: CheckOptions): Promise<CheckDocument> {
  return callCommand(await import("./check.ts"), options);
}

/**
 * Gives findings about what the `up` of revisions locks, rewrites, loses or breaks. A database is asked only for `pending` and
 * `current`. Error: RANGE_INVALID.
 */
export async function lint(options?: LintOptions): Promise<LintDocument> {
  return callCommand(await import("./lint.ts"), options);
}

/**
 * Plans what makes one database like another, or like the models, and back, and proves it on a scratch database; changes
 * nothing. Gives changes, steps and hazards. Errors: RENAME_AMBIGUOUS, RENAME_UNKNOWN, PLAN_IMPOSSIBLE, PLAN_NOT_PROVEN, those of
 * scratch databases.
 */
export async function diff(options: DiffOptions): Promise<DiffDocument> {
  return callCommand(await import("./diff.ts"), options);
}
