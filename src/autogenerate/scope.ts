import type { Config } from "../config.ts";
import { type ManagedKind, managedKinds, type Scope, wholeDatabase } from "../engine/scope/managed.ts";
import { VarveError } from "../errors.ts";
import type { Models } from "../models/load.ts";
import { nearest } from "../nearest.ts";
import { stateTableNames } from "../runner/state-tables.ts";
import { namePattern } from "../sql/name-pattern.ts";

/**
 * What a comparison with the models covers: what Drizzle declares, the kinds that the models declare beyond it,
 * and those that `manage` names; not the tables of others that the models refer to. Errors: CONFIG_INVALID for a kind that does not exist.
 */
export function modelScope(config: Config, { kinds, existing }: Pick<Models, "kinds" | "existing">): Scope {
  const named = [...config.manage, ...kinds].filter((kind) => kind !== "sql").map(managedKind);
  // What a `.sql` file declares can be of any kind.
  const scope = scopeOf(config, new Set(kinds.has("sql") ? [...wholeDatabase, ...named] : named));
  return { ...scope, exclude: [...scope.exclude, ...existing] };
}

/** The part of it that one tenant is: its schema without Varve's tables. */
export function tenantScope(scope: Scope, tenant: string): Scope {
  const state = stateTableNames(scope.stateSchema, tenant);
  const exclude = scope.exclude.map(asOwn).filter((pattern) => !coversAll(pattern, tenant));
  return { ...scope, within: tenant, include: scope.include.map(asOwn), exclude: [...exclude, ...state] };
}

/** What is named as a model without a schema is the tenant's. */
function asOwn(pattern: string): string {
  return pattern.replace(/^public\./, "");
}

/** `tenant_*.*` keeps tenants out of what they share, not a tenant out of itself. */
function coversAll(pattern: string, tenant: string): boolean {
  return pattern.endsWith(".*") && namePattern(pattern.slice(0, -2))(tenant);
}

/** Two databases: everything but owners and grants, and those too where `manage` names them. */
export function databaseScope(config: Pick<Config, "stateSchema" | "manage" | "include" | "exclude">): Scope {
  return scopeOf(config, new Set([...wholeDatabase, ...config.manage.map(managedKind)]));
}

function scopeOf(
  config: Pick<Config, "stateSchema" | "include" | "exclude">,
  manage: ReadonlySet<ManagedKind>,
): Scope {
  const { stateSchema, include, exclude } = config;
  return { stateSchema, manage, include, exclude };
}

/** `functions` and `function` mean the same. */
function managedKind(name: string): ManagedKind {
  const kind = managedKinds.find((known) => known === name || `${known}s` === name);
  if (kind !== undefined) return kind;
  const known = nearest(name, managedKinds);
  throw new VarveError("CONFIG_INVALID", {
    message: `\`manage\` names "${name}", which is no kind of object that can be managed.`,
    hint: `${known === undefined ? "" : `Did you mean "${known}"? `}Known kinds: ${managedKinds.join(", ")}.`,
    details: { manage: name, known: managedKinds },
  });
}
