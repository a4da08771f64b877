import type { Database, SessionOptions } from "../database/database.ts";
import type { Session } from "../database/session.ts";

/** A request is handled once, so its session is not run again. */
export type RequestSessionOptions = Omit<SessionOptions, "retries">;

/** A session that lasts as long as a request. Whoever opens one ends it; only the first of both counts. */
export interface RequestSession<TDrizzle> {
  readonly session: Session<TDrizzle>;
  /** Errors: those of `database.session`. */
  commit(): Promise<void>;
  /** Never rejects. */
  rollback(): Promise<void>;
}

/** Takes a connection with the session's first statement only. Errors: those of `database.session`. */
export function openRequestSession<TDrizzle>(
  database: Database<TDrizzle>,
  options: RequestSessionOptions,
): Promise<RequestSession<TDrizzle>> {
  return new Promise((resolve, reject) => {
    const ended: Promise<void> = database.session(
      (session) =>
        new Promise<void>((succeed, fail) => {
          resolve({
            session,
            commit() {
              succeed();
              return ended;
            },
            async rollback() {
              fail(new Error("The request failed"));
              await ended.catch(() => {});
            },
          });
        }),
      options,
    );
    // Before the session is open this is why it never will be; afterwards it is heard by who ends the session.
    ended.catch(reject);
  });
}
