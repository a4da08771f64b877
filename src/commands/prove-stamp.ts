import { databaseScope, modelScope } from "../autogenerate/scope.ts";
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import {
  type Change,
  changeName,
  compare,
  extractCatalog,
  fingerprint,
  projectScope,
} from "../engine/index.ts";
import { VarveError } from "../errors.ts";
import { loadModels } from "../models/load.ts";
import type { Graph } from "../revisions/graph.ts";
import type { Fingerprint } from "../runner/trust.ts";

export interface Claim {
  readonly config: Config;
  readonly url: string;
  readonly graph: Graph;
  /** What the database is said to be at. */
  readonly heads: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs the revisions on a scratch database and compares. Gives the fingerprint to record, which is refused should the
 * database change meanwhile. Errors: STAMP_NOT_PROVEN, NO_MODELS, those of the scratch database and of the run.
 */
export async function proveStamp({ config, url, graph, heads, signal }: Claim): Promise<Fingerprint> {
  const { scratchServer } = await import("../autogenerate/scratch-server.ts");
  const { groundOfOthers, replayRevisions } = await import("../autogenerate/replay.ts");
  const { stateSchema } = config;
  const whole = databaseScope(config);
  const models = await loadModels(config);
  const { manage } = modelScope(config, models);
  const scope = { ...whole, manage: new Set([...whole.manage, ...manage]) };
  const read = (client: Parameters<Fingerprint>[0]) => fingerprint(client, stateSchema);
  const before = await withClient(url, read, { signal });
  const actual = await withClient(url, extractCatalog, { signal });
  const scratchUrl = await scratchServer(config, url);
  const ground = groundOfOthers(models);
  const built = await replayRevisions({ graph, targets: heads, stateSchema, scratchUrl, ground, signal });
  const differences = compare(projectScope(actual, scope).facts, projectScope(built, scope).facts);
  if (differences.length > 0) {
    throw notProven(
      `The database is not what the revisions up to ${heads.join(", ") || "base"} build: ${list(differences)}.`,
      { differences },
    );
  }
  return async (client) => {
    const now = await read(client);
    if (now !== before) throw notProven("The database was changed while it was compared.");
    return now;
  };
}

function list(differences: readonly Change[]): string {
  const shown = differences.slice(0, 5).map(changeName);
  return [...shown, ...(differences.length > 5 ? [`${differences.length - 5} more`] : [])].join(", ");
}

function notProven(message: string, details: Record<string, unknown> = {}): VarveError {
  return new VarveError("STAMP_NOT_PROVEN", {
    message,
    hint: "Mend the database or choose another revision; nothing was recorded. Without --prove the stamp is taken on your word.",
    details,
  });
}
