// A database beside another one.
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import { affectedPart, type Catalogs, extractCatalog, projectScope } from "../engine/index.ts";
import { together } from "../together.ts";
import { type Comparison, withComparison } from "./comparison.ts";
import { partOrWhole } from "./part-or-whole.ts";
import { buildReplica, withTextSearch } from "./replica.ts";
import { databaseScope } from "./scope.ts";
import { scratchServer } from "./scratch-server.ts";

export interface Databases {
  readonly config: Config;
  /** URLs. */
  readonly from: string;
  readonly to: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares two databases; of large ones that differ little, only what the change has to do with is built. Errors: those of
 * connecting, PLAN_IMPOSSIBLE.
 */
export async function withDatabaseComparison<T>(
  { config, from, to, signal }: Databases,
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const [actual, desired] = await together(signal, (stop) => [
    withClient(from, extractCatalog, { signal: stop }),
    withClient(to, extractCatalog, { signal: stop }),
  ]);
  const whole = { from: actual, to: desired };
  const scope = databaseScope(config);
  const scratchUrl = await scratchServer(config, from);
  const compare = (sides: Catalogs, use: typeof fn) =>
    withComparison(
      {
        readActual: async () => sides.from,
        build: async (scratch) => {
          await buildReplica(scratch, withTextSearch(sides.to, sides.from), scope);
          return sides.to;
        },
        scope,
        scratchUrl,
        signal,
      },
      use,
    );
  const { facts, notCompared } = projectScope(actual, scope);
  const part = affectedPart(whole, { from: facts, to: projectScope(desired, scope).facts });
  return partOrWhole(part && (() => compare(part, (comparison) => fn({ ...comparison, notCompared }))), () =>
    compare(whole, fn),
  );
}
