// A database beside another one.
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import { type Affected, affectedPart, type Catalogs, extractCatalog } from "../engine/index.ts";
import { together } from "../together.ts";
import { type Comparison, type ComparisonOptions, withComparison } from "./comparison.ts";
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

/** Compares two databases. Errors: those of connecting, PLAN_IMPOSSIBLE. */
export async function withDatabaseComparison<T>(
  { config, from, to, signal }: Databases,
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const scope = databaseScope(config);
  const [scratchUrl, ...catalogs] = await together(signal, (stop) => [
    scratchServer(config, from),
    withClient(from, extractCatalog, { signal: stop }),
    withClient(to, extractCatalog, { signal: stop }),
  ]);
  const [actual, desired] = catalogs;
  return withCatalogComparison({ from: actual, to: desired }, { scope, scratchUrl, signal }, fn);
}

/** The same of what was read before; of large schemas that differ little, only what the change has to do with is built. */
export function withCatalogComparison<T>(
  whole: Catalogs,
  { scope, ...rest }: Pick<ComparisonOptions, "scope" | "scratchUrl" | "signal">,
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const compare = ({ from, to, notCompared }: Catalogs & Partial<Affected>) =>
    withComparison(
      {
        readActual: async () => from,
        build: async (scratch) => {
          await buildReplica(scratch, withTextSearch(to, from), scope);
          return to;
        },
        scope,
        ...rest,
      },
      (comparison) => fn(notCompared === undefined ? comparison : { ...comparison, notCompared }),
    );
  const part = affectedPart(whole, scope);
  return partOrWhole(part && (() => compare(part)), () => compare(whole));
}
