export type { AcceptEditDocument, AcceptEditOptions } from "./commands/accept-edit.ts";
export type { AdoptDocument, AdoptedRevision, AdoptOptions } from "./commands/adopt.ts";
export type { BranchesOptions } from "./commands/branches.ts";
export type { CheckDocument, CheckOptions } from "./commands/check.ts";
export type { CurrentDocument, CurrentOptions, CurrentPlace } from "./commands/current.ts";
export type { DbDocument, DbOptions } from "./commands/db.ts";
export type { DiffDocument, DiffOptions } from "./commands/diff.ts";
export type { DowngradeOptions } from "./commands/downgrade.ts";
export type { TenantResult } from "./commands/each-tenant.ts";
export type { EditDocument, EditOptions } from "./commands/edit.ts";
export type { HeadsOptions } from "./commands/heads.ts";
export type { HistoryDocument, HistoryOptions } from "./commands/history.ts";
export type { InitDocument, InitOptions } from "./commands/init.ts";
export {
  acceptEdit,
  adopt,
  branches,
  check,
  createRevision,
  current,
  db,
  diff,
  downgrade,
  edit,
  heads,
  history,
  init,
  lint,
  merge,
  rebase,
  show,
  squash,
  stamp,
  upgrade,
} from "./commands/library.ts";
export type { LintDocument, LintOptions } from "./commands/lint.ts";
export type { MergeDocument, MergeOptions } from "./commands/merge.ts";
export type { CommandOptions } from "./commands/project.ts";
export type { RebaseDocument, RebaseOptions } from "./commands/rebase.ts";
export type { RevisionDocument, RevisionOptions } from "./commands/revision.ts";
export type { ListDocument, ListedRevision } from "./commands/revision-list.ts";
export type { RunDocument, TenantRun } from "./commands/run-options.ts";
export type { ShowDocument, ShowOptions } from "./commands/show.ts";
export type { SquashDocument, SquashOptions } from "./commands/squash.ts";
export type { StampOptions } from "./commands/stamp.ts";
export type { TenantCheck } from "./commands/tenant-findings.ts";
export type { UpgradeOptions } from "./commands/upgrade.ts";
export type { Finding } from "./lint/lint.ts";
export {
  type BackfillStep,
  backfill,
  type Preflight,
  type RevisionDefinition,
  type RevisionStep,
  type RunContext,
  type RunStep,
  revision,
  run,
  type SqlStep,
  sql,
} from "./revisions/declare.ts";
export type { ProgressEvent } from "./terminal/progress.ts";
