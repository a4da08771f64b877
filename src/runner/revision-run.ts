import type { PlannedStep } from "../revisions/plan.ts";

/** One revision of a run: what was done with it, or would be. */
export interface RevisionRun {
  readonly id: string;
  readonly direction: PlannedStep["direction"];
  /** How long it took; absent where nothing was run. */
  readonly ms?: number;
}
