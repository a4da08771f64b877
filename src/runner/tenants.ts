// Many schemas of one shape: which they are, and work on several at a time.

import type { ClientBase } from "pg";
import { namePattern } from "../sql/name-pattern.ts";

/** The schemas that are anybody's own: not PostgreSQL's, nor Varve's; `public` is for what all share. Sorted. */
export async function readSchemas(client: ClientBase, stateSchema: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace
     WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public', $1) ORDER BY nspname COLLATE "C"`,
    [stateSchema],
  );
  return rows.map(({ name }) => name);
}

/** Those that one of the patterns means. Pure. */
export function matching(names: readonly string[], patterns: readonly string[]): string[] {
  const matchers = patterns.map(namePattern);
  return names.filter((name) => matchers.some((matches) => matches(name)));
}

/** Runs `fn` on each, at most `jobs` at a time, in their order; gives back what it gave, or undefined where `isStopped` said no more. */
export async function inParallel<T>(
  names: readonly string[],
  { jobs, isStopped }: { jobs: number; isStopped: () => boolean },
  fn: (name: string) => Promise<T>,
): Promise<(T | undefined)[]> {
  const results: (T | undefined)[] = names.map(() => undefined);
  const left = names.entries();
  const work = async () => {
    for (const [index, name] of left) {
      if (isStopped()) return;
      results[index] = await fn(name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, names.length) }, work));
  return results;
}
