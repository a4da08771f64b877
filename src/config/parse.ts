// From what the user's file exports to settings that can be relied on. Values are never shown: a URL may hold a password.

import type { core } from "zod/mini";
import { VarveError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { chooseDatabase } from "./databases.ts";
import type { Hooks } from "./hooks.ts";
import { configSchema } from "./schema.ts";

/** The settings of the file and the environment, complete but for the paths, which are still as written. */
export interface ParsedConfig {
  /** Globs. */
  readonly models: readonly string[];
  readonly migrations: string;
  /** Undefined: the embedded server. */
  readonly databaseUrl: string | undefined;
  readonly stateSchema: string;
  /** Patterns of the tenants' schemas; undefined: the project is of one database. */
  readonly tenants: readonly string[] | undefined;
  readonly casing: "snake_case" | "camelCase" | undefined;
  readonly manage: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** A URL or `"embedded"`; undefined: the server of the database itself. */
  readonly scratch: string | undefined;
  readonly hooks: Hooks;
  /** The names that `--database` takes. */
  readonly databases: readonly string[];
}

/** Errors: CONFIG_INVALID with every problem found, in `details.problems` too. */
export async function parseConfig(
  exported: unknown,
  { name, env, database }: { name: string; env: NodeJS.ProcessEnv; database?: string | undefined },
): Promise<ParsedConfig> {
  if (typeof exported !== "object" || exported === null || Array.isArray(exported)) {
    throw invalidConfig(name, ["it must export its settings by default: export default defineConfig({ … })"]);
  }
  const { schema, keys } = await configSchema();
  const given = withEnvironment(chooseDatabase(exported, database), env);
  const result = schema.safeParse(given, { error: explain });
  const problems = result.success ? [] : result.error.issues.flatMap((issue) => describeIssue(issue, keys));
  problems.push(...problemsTogether(given));
  if (!result.success || problems.length > 0) throw invalidConfig(name, problems);
  const {
    database: chosen,
    databases,
    models,
    manage,
    include,
    exclude,
    scratch,
    hooks,
    tenants,
    ...plain
  } = result.data;
  return {
    ...plain,
    casing: plain.casing,
    models: Object.freeze(listOf(models)),
    manage: Object.freeze(manage),
    include: Object.freeze(include),
    exclude: Object.freeze(exclude),
    scratch: scratch || undefined,
    hooks: Object.freeze(hooks),
    tenants: tenants && Object.freeze(listOf(tenants.schemas)),
    databaseUrl: chosen?.url || undefined,
    databases: Object.freeze(Object.keys(databases)),
  };
}

/** What is wrong with settings that are right each by itself; the names of a tenant's tables begin with `stateSchema`. */
function problemsTogether({ tenants, stateSchema }: { tenants?: unknown; stateSchema?: unknown }): string[] {
  const bytes = typeof stateSchema === "string" ? Buffer.byteLength(stateSchema) : 0;
  if (tenants === undefined || bytes <= 55 || bytes > 63) return [];
  return ["stateSchema must have at most 55 bytes where there are tenants"];
}

function listOf(value: string | string[]): string[] {
  return typeof value === "string" ? [value] : value;
}

function withEnvironment(exported: object, env: NodeJS.ProcessEnv): object {
  return {
    ...exported,
    ...(env.VARVE_STATE_SCHEMA ? { stateSchema: env.VARVE_STATE_SCHEMA } : {}),
    ...(env.VARVE_SCRATCH ? { scratch: env.VARVE_SCRATCH } : {}),
  };
}

/** The words for what zod itself finds; checks of our own bring theirs. */
function explain(issue: core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_value")
    return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
  if (issue.code !== "invalid_type") return undefined;
  if (issue.input === undefined) return "is missing";
  return `must be ${issue.expected === "array" ? "a list of texts" : issue.expected === "string" ? "a text" : "an object"}`;
}

function describeIssue(issue: core.$ZodIssue, known: Readonly<Record<string, readonly string[]>>): string[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") return [`${path.join(".")} ${issue.message}`];
  const full = (key: string) => [...path, key].join(".");
  const [outer, name, ...inner] = path;
  const place = outer === "databases" && name !== undefined ? [outer, "*", ...inner] : path;
  return issue.keys.map((key) => {
    const meant = nearest(key, known[place.join(".")] ?? []);
    return `${full(key)} is not a known key${meant === undefined ? "" : `; did you mean ${full(meant)}?`}`;
  });
}

function invalidConfig(name: string, problems: readonly string[]): VarveError {
  const list = problems.map((problem) => `\n  - ${problem}`).join("");
  return new VarveError("CONFIG_INVALID", {
    message: `${name} has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}:${list}`,
    hint: "Every key is described in docs/config.md.",
    details: { problems },
  });
}
