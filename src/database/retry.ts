import { setTimeout as sleep } from "node:timers/promises";

const firstDelayMs = 5;
const longestDelayMs = 1_000;

/**
 * Calls `attempt` until it resolves, at most `retries` times more, as long as it rejects with a {@link Retryable}.
 * Waits longer each time, by chance, so that those who ran into each other don't meet again; `signal` ends a wait.
 * Errors: what the last attempt rejected with.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { retries, signal }: { retries: number; signal?: AbortSignal | undefined },
): Promise<T> {
  for (let failed = 0; ; failed += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Retryable)) throw error;
      if (failed >= retries || signal?.aborted) throw error.cause;
      await sleep(delayMs(failed), undefined, { signal }).catch(() => {});
    }
  }
}

/** Marks an error after which the whole transaction may be run again. */
export class Retryable {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

function delayMs(failed: number): number {
  return Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** (failed + 1));
}
