// A database beside the models.
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import { extractCatalog } from "../engine/index.ts";
import { buildModels } from "../models/build.ts";
import type { Models } from "../models/load.ts";
import { type Comparison, withComparison } from "./comparison.ts";
import { seedUndeclared } from "./replica.ts";
import { modelScope } from "./scope.ts";
import { scratchServer } from "./scratch-server.ts";

export interface ModelComparisonOptions {
  readonly config: Config;
  readonly url: string;
  readonly models: Models;
  readonly signal?: AbortSignal | undefined;
}

/** Compares the database at `url` with the models. Errors: those of connecting, MODEL_REFUSED. */
export async function withModelComparison<T>(
  { config, url, models, signal }: ModelComparisonOptions,
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const scope = modelScope(config, models.kinds);
  return withComparison(
    {
      readActual: () => withClient(url, extractCatalog, { signal }),
      build: async (scratch, actual) => {
        await seedUndeclared(scratch, actual, scope);
        await buildModels(scratch, models);
        return extractCatalog(scratch);
      },
      scope,
      scratchUrl: await scratchServer(config, url),
      signal,
    },
    fn,
  );
}
