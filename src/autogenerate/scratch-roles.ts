// The server that models are built on has the roles that they name for as long as it takes.
import { withClient } from "../database/connect.ts";
import { missingRoles, withModelRoles } from "../models/roles.ts";
import type { Comparison } from "./comparison.ts";
import type { ModelSide } from "./model-side.ts";
import { scratchServer } from "./scratch-server.ts";

interface Scratch {
  readonly scratchUrl: string;
  readonly roles: Comparison["roles"];
}

/** Makes the roles that the models need and the scratch server lacks, for as long as `fn` works. */
export async function withScratchRoles<T>(
  { config, models, signal }: ModelSide,
  url: string,
  fn: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const scratchUrl = await scratchServer(config, url);
  if (models.roles.length === 0) return fn({ scratchUrl, roles: [] });
  // Asked before they are made.
  const missing = await withClient(url, (client) => missingRoles(client, models), { signal });
  const roles = models.roles.map((role) => ({ ...role, isMissing: missing.includes(role) }));
  const work = () => fn({ scratchUrl, roles });
  return withClient(scratchUrl, (client) => withModelRoles(client, models, work), { signal });
}
