import type { Event, JsonObject } from "./table.ts";

/** What `task_context` holds, under `$failure`, of an event whose handler failed. Never a message: it may quote data. */
export interface EventFailure {
  attempts: number;
  /** The error's name, such as TypeError. */
  error: string;
  /** The error's code, where it has one: ECONNREFUSED, UNIQUE_VIOLATION … */
  code?: string;
  failedAt: string;
  /** No worker takes the event before. */
  retryAt: string;
  /** True when no worker takes it any more. */
  final: boolean;
}

/** The `task_context` after one more failed attempt; the wait doubles each time. */
export function failureContext(
  event: Pick<Event, "taskContext">,
  error: unknown,
  { maxAttempts, retryDelayMs }: { maxAttempts: number; retryDelayMs: number },
  now = Date.now(),
): { $failure: EventFailure } {
  const attempts = attemptsOf(event.taskContext) + 1;
  const { name, code } = Object(error) as { name?: unknown; code?: unknown };
  const word = identifier(code);
  return {
    $failure: {
      attempts,
      error: identifier(name) ?? "Error",
      ...(word !== undefined && { code: word }),
      failedAt: new Date(now).toISOString(),
      retryAt: new Date(now + retryDelayMs * 2 ** (attempts - 1)).toISOString(),
      final: attempts >= maxAttempts,
    },
  };
}

function attemptsOf(taskContext: JsonObject | null): number {
  const { attempts } = Object(taskContext?.$failure) as { attempts?: unknown };
  return typeof attempts === "number" ? attempts : 0;
}

/** Names and codes are words; anything else could be data. */
function identifier(value: unknown): string | undefined {
  return typeof value === "string" && /^\w{1,64}$/.test(value) ? value : undefined;
}
