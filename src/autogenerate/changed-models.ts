// The part of the models that changed since a database was proven equal to them: nothing else has to be built.
import type { Client } from "pg";
import { withClient } from "../database/connect.ts";
import { type Catalog, notComparedOf, projectScope } from "../engine/index.ts";
import type { Models } from "../models/load.ts";
import type { Statement } from "../models/statement.ts";
import { buildCatalog } from "./built-models.ts";
import { type Comparison, type ComparisonOptions, inScratch, withComparison } from "./comparison.ts";
import type { KnownModels } from "./known-models.ts";
import type { ModelSide } from "./model-side.ts";
import { type Reduced, reduceModels } from "./reduce.ts";
import { seedUndeclared } from "./replica.ts";
import { modelScope } from "./scope.ts";
import { withScratchRoles } from "./scratch-roles.ts";
import { hasNamesOf, unnamedIn } from "./unnamed.ts";

export interface Changed {
  readonly url: string;
  /** See {@link reduceScoped}. */
  readonly reduced: Reduced;
  live(): Promise<Catalog>;
  /** False when the database can't hold anything that the models use and do not declare. */
  mayHoldOthers(): Promise<boolean>;
}

/** Compares the changed part of the models with what it was, each in a scratch database. */
export async function compareChanged<T>(
  { config, models, signal }: ModelSide,
  { url, reduced, live, mayHoldOthers }: Changed,
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const scope = modelScope(config, models);
  const hasOthers = await mayHoldOthers();
  const buildPart = async (
    client: Client,
    statements: readonly Statement[],
    readActual: (() => Promise<Catalog>) | undefined,
  ) => {
    if (hasOthers) await seedUndeclared(client, await live(), scope);
    return buildCatalog(client, statements, readActual);
  };
  // The whole is only worth reading where it has names of its own.
  const isAsBuilt =
    unnamedIn(reduced.before).length === 0 ||
    (await withClient(url, (client) => hasNamesOf(client, reduced.before), { signal }));
  const whole = hasOthers ? [projectScope(await live(), scope)] : [];
  return withScratchRoles({ config, models, signal }, url, async ({ scratchUrl, roles }) => {
    const before = inScratch(scratchUrl, signal, (client) =>
      buildPart(client, reduced.before, isAsBuilt ? undefined : live),
    );
    const options: ComparisonOptions = {
      readActual: () => before.result,
      build: (client) => buildPart(client, reduced.after, () => before.result),
      scope,
      scratchUrl,
      roles,
      signal,
    };
    try {
      return await withComparison(options, (comparison) =>
        fn({ ...comparison, notCompared: notComparedOf(...whole, comparison) }),
      );
    } finally {
      await before.gone;
    }
  });
}

/** The part of both that matters; undefined where more than the statements differs. */
export function reduceScoped(known: KnownModels, models: Models): Reduced | undefined {
  const scope = ({ kinds, existing }: KnownModels) => JSON.stringify([[...kinds].sort(), existing]);
  return scope(known) === scope(models) ? reduceModels(known.statements, models.statements) : undefined;
}
