/**
 * Waits for all of what `start` begins. When one fails, the signal it was given stops the others, and they are waited for too:
 * what they use may be taken away afterwards. Throws the first failure in the order of the list.
 */
export async function together<T extends readonly unknown[]>(
  signal: AbortSignal | undefined,
  start: (stop: AbortSignal) => readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const failed = new AbortController();
  const stop = AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]);
  const work = start(stop);
  for (const each of work) each.catch((error) => failed.abort(error));
  const ends = await Promise.allSettled(work);
  return ends.map((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  }) as unknown as T;
}
