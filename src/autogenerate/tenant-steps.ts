// What is planned for one schema, written so that it fits every tenant.
import { tenantSchema } from "../engine/index.ts";
import { VarveError } from "../errors.ts";
import type { Models } from "../models/load.ts";
import { toldOfOthers } from "../models/of-others.ts";
import { isByHand, type Statement } from "../models/statement.ts";
import type { Step } from "../plan/steps.ts";
import { createdIn } from "../sql/created.ts";
import { namesWithSchema, withoutSchema } from "../sql/without-schema.ts";

/** The steps with names that the search path gives a meaning. The parser must be loaded. Error: TENANT_SCHEMA_NAMED. Pure. */
export function tenantSteps(steps: readonly Step[]): Step[] {
  return steps.map(({ sql, preflight, ...step }) => ({
    ...withoutTenantSchema(step),
    sql: nameless(sql),
    ...(preflight && {
      preflight: preflight.map((query) => ({ ...withoutTenantSchema(query), sql: nameless(query.sql) })),
    }),
  }));
}

/** The same with all its texts as people say them: without the name that stands for every tenant's schema. Pure. */
export function withoutTenantSchema<T>(value: T): T {
  if (typeof value === "string")
    return value.replaceAll(`${tenantSchema}.`, "").replaceAll(`"${tenantSchema}".`, "") as T;
  if (Array.isArray(value)) return value.map(withoutTenantSchema) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutTenantSchema(item)]),
  ) as T;
}

function nameless(sql: string): string {
  const text = withoutSchema(sql, tenantSchema);
  // Nobody else says this name.
  if (!text.includes(tenantSchema)) return text;
  throw new VarveError("TENANT_SCHEMA_NAMED", {
    message: `A planned statement names the schema itself, so it would not fit every tenant (${tenantSchema} stands for a tenant's):\n${text}`,
    hint: "Change the model it comes from, or write this revision by hand: varve revision --empty.",
    details: { sql: text },
  });
}

/**
 * The models' statements, for a schema that the search path names; what they leave to others is there already. The parser must
 * be loaded. Error: TENANT_MODEL_SHARED. Pure.
 */
export function tenantStatements(models: Models): Statement[] {
  const isOfOthers = toldOfOthers(models);
  const own = [...models.roles, ...models.statements].filter((statement) => !isOfOthers(statement));
  const shared = own.find(({ kind }) => belongsToAll.has(kind));
  if (shared !== undefined) throw sharedModel(shared);
  const written = own.map((statement) => ({
    ...statement,
    // Models that say no schema are rendered with this one in quotes; in SQL by hand `public.` is what all tenants share.
    sql: isByHand(statement) ? statement.sql : withoutSchema(statement.sql, "public", { onlyQuoted: true }),
  }));
  const objects = new Set(written.flatMap(objectsOf));
  for (const statement of written) {
    const name = namesWithSchema(statement.sql, "public").find((each) => objects.has(each));
    if (name !== undefined) throw namedByHand(name, statement);
  }
  return written;
}

/** Nobody mentions an index: its name may be one of a table that all tenants share. */
function objectsOf(statement: Statement): readonly string[] {
  const { sql, object, part } = statement;
  if (isByHand(statement)) {
    return createdIn(sql).flatMap(({ kind, name }) => (kind === "index" ? [] : [name]));
  }
  return part === true || object === undefined ? [] : [object];
}

const belongsToAll = new Set(["schema", "extension", "role"]);

/** It would be found in `public`, if at all, and not in the tenant. */
function namedByHand(object: string, { kind, name, file }: Statement): VarveError {
  return new VarveError("TENANT_SCHEMA_NAMED", {
    message: `The ${kind} "${name}" (${file}) says public.${object}, but ${object} is in the schema of each tenant.`,
    hint: `Leave "public." out: the search path finds ${object} in the tenant. Only what all tenants share is in public.`,
    details: { kind, name, file, object },
  });
}

function sharedModel({ kind, name, file }: Statement): VarveError {
  return new VarveError("TENANT_MODEL_SHARED", {
    message: `The models declare the ${kind} "${name}" (${file}), which belongs to the whole database, not to a tenant.`,
    hint: "Declare it in a project of its own for what tenants share (docs/tenants.md); a role that is there is named with .existing().",
    details: { kind, name, file },
  });
}
