import type pg from "pg";

/** Why a connection broke; undefined while it is sound. */
export interface Breakage {
  cause: unknown;
}

const breakages = new WeakMap<pg.ClientBase, Breakage>();

/**
 * Hears of every connection of `pool` that breaks; an error that nobody hears would end the process. The pool itself listens
 * only while a connection is idle, and one may break before whoever asked for it has it in hand.
 */
export function watchConnections(pool: pg.Pool): void {
  // The pool replaces what breaks while it is idle.
  pool.on("error", () => {});
  pool.on("acquire", breakageOf);
}

/** What is known of `client`, from now on also what happens later. */
export function breakageOf(client: pg.ClientBase): Breakage {
  const known = breakages.get(client);
  if (known !== undefined) return known;
  const breakage: Breakage = { cause: undefined };
  breakages.set(client, breakage);
  client.on("error", (error: Error) => {
    breakage.cause ??= error;
  });
  return breakage;
}
