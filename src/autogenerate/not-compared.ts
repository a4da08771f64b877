import { withClient } from "../database/connect.ts";
import type { ObjectName } from "../engine/index.ts";
import { mayHoldUncovered } from "../engine/reading/uncovered.ts";
import type { ModelSide } from "./model-side.ts";
import { modelScope } from "./scope.ts";

/** What a comparison with the models would leave out, without making one. */
export async function readNotCompared({
  config,
  url,
  models,
  signal,
}: ModelSide & { readonly url: string }): Promise<readonly ObjectName[]> {
  return withClient(
    url,
    async (client) => {
      if (!(await mayHoldUncovered(client, config.stateSchema))) return [];
      const { extractCatalog, projectScope } = await import("../engine/index.ts");
      return projectScope(await extractCatalog(client), modelScope(config, models)).notCompared;
    },
    { signal },
  );
}
