// Many schemas of one shape: which of them a command is to work on.

import type { ClientBase, Pool } from "pg";
import type { Config } from "../config.ts";
import { VarveError } from "../errors.ts";
import { isTenant, matching, readTenants } from "../runner/tenants.ts";
import type { CommandOption } from "../terminal/command.ts";
import type { CommandOptions } from "./project.ts";

/** Which tenants, in a project of tenants. */
export interface TenantOptions extends CommandOptions {
  /** Names of schemas, or patterns with `*`; default: all tenants. */
  schema?: string | readonly string[] | undefined;
  /** How many at a time; default 4. With a pool at most half of its connections. */
  jobs?: number | undefined;
  /** Begin no other when one has failed. */
  failFast?: boolean | undefined;
  /** Make the schemas that are named and do not exist. */
  create?: boolean | undefined;
}

const schemaFlag = { flags: "--schema <pattern>", help: "one tenant, or those that match" } as const;

export const tenantFlags = {
  schema: { ...schemaFlag, help: "only these tenants: names, or patterns with *", repeatable: true },
  jobs: { flags: "--jobs <count>", help: "how many tenants at a time (default 4)", type: "integer" },
  failFast: { flags: "--fail-fast", help: "begin no other tenant when one has failed" },
} as const satisfies Record<string, CommandOption>;

/** For a command that looks at one. */
export const oneTenantFlag = {
  ...schemaFlag,
  help: "the tenant to look at",
} as const satisfies CommandOption;

export interface Tenants {
  readonly config: Config;
  readonly source: string | Pool;
}

/**
 * The schemas to work on, sorted; undefined where the project has no tenants. Errors: USAGE for `schema` in such a
 * project, TENANT_UNKNOWN.
 */
export async function chooseTenants(
  options: TenantOptions,
  { config, source }: Tenants,
): Promise<string[] | undefined> {
  const wanted = wantedSchemas(options);
  const { tenants: patterns } = config;
  if (patterns === undefined) {
    if (wanted.length > 0) throw noTenants();
    return undefined;
  }
  const { withConnection } = await import("../runner/connections.ts");
  return withConnection(source, { command: "tenants", signal: options.signal }, async ({ client }) => {
    const tenants = await readTenants(client, config);
    if (tenants.length === 0) warnOfNone(options, patterns);
    if (wanted.length === 0) return tenants;
    const missing = wanted.filter((pattern) => matching(tenants, [pattern]).length === 0);
    for (const name of missing) assertMayCreate(name, config, options.create === true);
    return [...matching(tenants, wanted), ...missing].sort();
  });
}

/** The one tenant that is named, without asking the database; undefined in a project without tenants. Errors: USAGE, TENANT_UNKNOWN. */
export function namedTenant(options: Pick<TenantOptions, "schema">, config: Config): string | undefined {
  const { tenants } = config;
  const [name, ...others] = wantedSchemas(options);
  if (tenants === undefined) {
    if (name !== undefined) throw noTenants();
    return undefined;
  }
  if (name === undefined || others.length > 0 || name.includes("*")) {
    throw new VarveError("USAGE", {
      message: "This is for one tenant, and the project has many.",
      hint: "Name its schema: --schema NAME.",
    });
  }
  if (!isTenant(name, config)) throw noTenant(name, tenants);
  return name;
}

/** A pattern with a slip of the pen looks like success otherwise. */
function warnOfNone({ onEvent }: TenantOptions, tenants: readonly string[]): void {
  onEvent?.({ type: "warning", message: `No schema of the database matches ${tenants.join(", ")}.` });
}

/** For what knows only one database; `what` begins the sentence. Error: USAGE. */
export function assertNoTenants({ tenants }: Config, what: string): void {
  if (tenants === undefined) return;
  throw new VarveError("USAGE", {
    message: `${what} not taken over into a project of tenants.`,
    hint: "Do it in a project without `tenants`, in a database of one tenant alone; then add `tenants`, and varve stamp head.",
    details: { tenants },
  });
}

/** For a tenant without state: it may be new, or misspelt. Error: TENANT_UNKNOWN. */
export async function assertTenantExists(client: ClientBase, tenant: string, config: Config): Promise<void> {
  const existing = await readTenants(client, config);
  if (!existing.includes(tenant)) throw noSchema(tenant, config.tenants ?? []);
}

function wantedSchemas({ schema = [] }: Pick<TenantOptions, "schema">): readonly string[] {
  return typeof schema === "string" ? [schema] : [...new Set(schema)];
}

function assertMayCreate(name: string, config: Config, create: boolean): void {
  const { tenants = [] } = config;
  if (!name.includes("*") && !isTenant(name, config)) throw noTenant(name, tenants);
  if (create && !name.includes("*")) return;
  if (!name.includes("*")) throw noSchema(name, tenants);
  throw new VarveError("TENANT_UNKNOWN", {
    message: `No tenant matches ${name}.`,
    hint: `The tenants are the schemas that match ${tenants.join(", ")}.`,
    details: { schema: name, tenants },
  });
}

function noSchema(name: string, tenants: readonly string[]): VarveError {
  return new VarveError("TENANT_UNKNOWN", {
    message: `The schema ${name} does not exist.`,
    hint: `Correct the name, or make it with the revisions in it: varve upgrade --schema ${name} --create.`,
    details: { schema: name, tenants },
  });
}

function noTenant(name: string, tenants: readonly string[]): VarveError {
  return new VarveError("TENANT_UNKNOWN", {
    message: `${name} is no tenant: the config's \`tenants.schemas\` is ${tenants.join(", ")}, without public and the schemas of PostgreSQL and Varve.`,
    hint: "Correct the name, or add it to `tenants.schemas`.",
    details: { schema: name, tenants },
  });
}

function noTenants(): VarveError {
  return new VarveError("USAGE", {
    message: "--schema is for a project of tenants, and the config has none.",
    hint: 'Say which schemas are tenants: tenants: { schemas: "tenant_*" } (docs/tenants.md).',
  });
}
