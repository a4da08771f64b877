// What the settings may be, in zod's words.

import type { core } from "zod/mini";

/**
 * `schema`, and `keys`: those of each object by its path, "" for the config itself and `*` for a name of the user's.
 * Loaded when it is needed: it costs 40 to 70 ms, which `varve --help` does not have to pay.
 */
export async function configSchema() {
  const z = await import("zod/mini");
  const keys: Record<string, readonly string[]> = {};
  const strict = <Shape extends core.$ZodShape>(path: string, shape: Shape) => {
    keys[path] = Object.keys(shape);
    return z.strictObject(shape);
  };
  const text = z.string().check(z.minLength(1, "must not be empty"));
  const texts = z._default(z.array(text), []);
  const hook = z.optional(
    z.custom<() => unknown>((value) => typeof value === "function", "must be a function"),
  );
  const models = z.union([text, z.array(text).check(z.minLength(1, "must name at least one file or glob"))], {
    error: 'must be a glob or a list of globs, such as ["./models/*.ts"]',
  });
  const url = z.optional(z.string());
  const schemas = z.union([text, z.array(text).check(z.minLength(1, "must name at least one schema"))], {
    error: 'must be a pattern or a list of patterns, such as "tenant_*"',
  });
  const patterns = z.optional(z.array(text));
  const named = strict("databases.*", {
    url,
    models: z.optional(models),
    migrations: z.optional(text),
    tenants: z.optional(strict("databases.*.tenants", { schemas })),
    manage: patterns,
    include: patterns,
    exclude: patterns,
  });
  const schema = strict("", {
    models,
    migrations: z._default(text, "./migrations"),
    database: z.optional(strict("database", { url })),
    databases: z._default(z.record(z.string(), named), {}),
    tenants: z.optional(strict("tenants", { schemas })),
    stateSchema: z._default(
      text.check(
        z.refine((schema) => Buffer.byteLength(schema) <= 63, "must have at most 63 bytes"),
        z.refine(
          (schema) => !schema.startsWith("pg_"),
          'must not start with "pg_", which PostgreSQL keeps for itself',
        ),
      ),
      "varve",
    ),
    casing: z.optional(z.enum(["snake_case", "camelCase"])),
    manage: texts,
    include: texts,
    exclude: texts,
    scratch: z.optional(
      z
        .string()
        .check(
          z.refine(
            (place) => place === "" || place === "embedded" || /^postgres(ql)?:\/\//.test(place),
            'must be "embedded" or a URL that starts with postgres://',
          ),
        ),
    ),
    hooks: z._default(
      strict("hooks", { beforeRun: hook, afterRun: hook, beforeRevision: hook, afterRevision: hook }),
      {},
    ),
  });
  return { schema, keys };
}
