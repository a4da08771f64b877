/** What a run tells while it works, for a progress display. */
export interface RunnerEvent {
  readonly type:
    | "note"
    | "lock:wait"
    | "preflight"
    | "revision:start"
    | "revision:end"
    | "step:start"
    | "step:end"
    | "step:wait"
    | "step:retry";
  /** One line for people. */
  readonly message: string;
  readonly done?: number | undefined;
  readonly total?: number | undefined;
  readonly revision?: string | undefined;
  readonly direction?: "up" | "down" | undefined;
  /** From 1. */
  readonly step?: number | undefined;
  /** The beginning of what the step runs. */
  readonly sql?: string | undefined;
  readonly ms?: number | undefined;
  /** Who holds the runner's lock. */
  readonly holder?: unknown;
  /** Who holds the locks a step waits for. */
  readonly blockers?: unknown;
}

export type Report = (event: RunnerEvent) => void;
