// What a tenant stands on in a scratch database: its own schema, still empty, and what all tenants of the database share.
import type { Config } from "../config.ts";
import { withClient } from "../database/connect.ts";
import { type Catalog, extractCatalog, tenantSchema } from "../engine/index.ts";
import { isTenant } from "../runner/tenants.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { ReplayGround } from "./replay.ts";
import { buildCopy } from "./replica.ts";
import { databaseScope } from "./scope.ts";

export interface TenantGround extends ReplayGround {
  readonly tenant: string;
}

/** Undefined for a project without tenants. Errors: those of the connection. */
export async function readTenantGround(
  config: Config,
  url: string,
  signal: AbortSignal | undefined,
): Promise<TenantGround | undefined> {
  if (config.tenants === undefined) return undefined;
  return tenantGround(config, await withClient(url, extractCatalog, { signal }));
}

/** The same of a database that was read already. Pure. */
export function tenantGround(config: Config, catalog: Catalog): TenantGround {
  const { stateSchema } = config;
  const schemas = catalog.facts.facts().flatMap(({ id }) => (id.kind === "schema" ? [id.name] : []));
  const exclude = schemas.filter((name) => isTenant(name, config)).map((name) => `${name}.*`);
  const shared = databaseScope({ stateSchema, manage: [], include: [], exclude });
  return {
    tenant: tenantSchema,
    async lay(client) {
      await buildCopy(client, catalog, shared);
      await client.query(`CREATE SCHEMA ${quoteIdentifier(tenantSchema)}`);
    },
  };
}
