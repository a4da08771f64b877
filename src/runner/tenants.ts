// Many schemas of one shape: which they are, and work on several at a time.

import type { ClientBase } from "pg";
import { namePattern } from "../sql/name-pattern.ts";

interface TenantConfig {
  readonly tenants?: readonly string[] | undefined;
  readonly stateSchema: string;
}

/** Whether a schema of this name is a tenant: not PostgreSQL's, nor Varve's; `public` is for what all share. Pure. */
export function isTenant(name: string, { tenants = [], stateSchema }: TenantConfig): boolean {
  const isReserved = /^pg_/.test(name) || ["information_schema", "public", stateSchema].includes(name);
  return !isReserved && matching([name], tenants).length > 0;
}

/** The tenants that there are, sorted. */
export async function readTenants(client: ClientBase, config: TenantConfig): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT nspname AS name FROM pg_namespace ORDER BY nspname COLLATE "C"',
  );
  return rows.map(({ name }) => name).filter((name) => isTenant(name, config));
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
