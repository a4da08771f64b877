import type { ClientBase } from "pg";

/**
 * Functions of the project that `upgrade` and `downgrade` call while they hold the runner's lock, and only when there is
 * something to do. One that throws stops the run with HOOK_FAILED; docs/production.md says what is left then.
 */
export interface Hooks {
  /** Before anything is changed. */
  readonly beforeRun?: ((context: RunHookContext) => unknown) | undefined;
  /** When the run has ended, also when it failed. */
  readonly afterRun?: ((context: AfterRunHookContext) => unknown) | undefined;
  readonly beforeRevision?: ((context: RevisionHookContext) => unknown) | undefined;
  /** When the revision is applied and recorded. */
  readonly afterRevision?: ((context: RevisionHookContext) => unknown) | undefined;
}

interface HookContext {
  /**
   * The connection of the run. What it is given is committed at once, except around the revisions of a run in one transaction
   * (`transaction: "all"`): there it is part of that.
   */
  readonly client: ClientBase;
  readonly signal: AbortSignal;
  /** Of a tenant: its schema. */
  readonly schema: string | undefined;
}

export interface RunHookContext extends HookContext {
  /** What the run is to do, in this order. */
  readonly steps: readonly { readonly id: string; readonly direction: "up" | "down" }[];
}

export interface AfterRunHookContext extends RunHookContext {
  /** Why the run failed; undefined when it did not. */
  readonly error: unknown;
}

export interface RevisionHookContext extends HookContext {
  readonly revision: {
    readonly id: string;
    readonly message: string;
    readonly labels: readonly string[];
    readonly file: string;
  };
  readonly direction: "up" | "down";
}
