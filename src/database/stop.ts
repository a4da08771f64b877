import type { VarveError } from "../errors.ts";

type Listener = (reason: VarveError) => void;

/** Ends what waits for something, once. Every session has one; an AbortController would cost several times as much. */
export class Stop {
  #reason: VarveError | undefined;
  readonly #listeners = new Set<Listener>();

  stop(reason: VarveError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    for (const listener of this.#listeners) listener(reason);
  }

  /**
   * What `promise` gives, or the reason as soon as it is stopped, in which case `onStop` hears of it first and the promise
   * goes on unheard.
   */
  unlessStopped<T>(promise: Promise<T>, onStop: Listener): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const listener: Listener = (reason) => {
        onStop(reason);
        reject(reason);
      };
      const heard = <V>(settle: (value: V) => void) => {
        return (value: V) => {
          this.#listeners.delete(listener);
          settle(value);
        };
      };
      if (this.#reason === undefined) this.#listeners.add(listener);
      else listener(this.#reason);
      promise.then(heard(resolve), heard(reject));
    });
  }
}
