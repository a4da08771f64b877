import { dirname, relative, resolve } from "node:path";
import type { VarveConfig } from "./config/define.ts";
import { findConfigFile } from "./config/find.ts";
import { parseConfig } from "./config/parse.ts";
import { databaseUrl } from "./database/settings.ts";
import { VarveError } from "./errors.ts";
import { loadModule } from "./typescript/load.ts";

export { defineConfig, type VarveConfig } from "./config/define.ts";

/** The config as everything else sees it: parsed, complete, frozen. */
export interface Config {
  /** Absolute path of the folder all relative paths start from. */
  readonly root: string;
  readonly file: string | undefined;
  /** Globs as written, relative to `root`. */
  readonly models: readonly string[];
  /** Absolute path. */
  readonly migrations: string;
  /** Undefined: the embedded server. */
  readonly databaseUrl: string | undefined;
  readonly stateSchema: string;
  readonly casing: "snake_case" | "camelCase" | undefined;
  readonly manage: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** A URL or `"embedded"`; undefined: the server of the database itself. */
  readonly scratch: string | undefined;
}

export interface LoadConfigOptions {
  cwd?: string | undefined;
  config?: string | VarveConfig | undefined;
  url?: string | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Finds, loads and parses the config. Each setting comes from the first that has it: options (the flags), environment
 * (`VARVE_DATABASE_URL`, `DATABASE_URL` and its kin, `VARVE_SCRATCH`, `VARVE_STATE_SCHEMA`), file, default.
 * Errors: CONFIG_NOT_FOUND, CONFIG_INVALID (all problems in one), USAGE, and those of loading the file.
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<Config> {
  const { cwd = process.cwd(), env = process.env, config = env.VARVE_CONFIG || undefined } = options;
  if (options.url === "") {
    throw new VarveError("USAGE", {
      message: "The database URL given with --url is empty.",
      hint: "Check the variable it comes from, or leave --url out to use the environment or the config.",
    });
  }
  const file = typeof config === "object" ? undefined : findConfigFile(cwd, config);
  const root = file === undefined ? resolve(cwd) : dirname(file);
  const exported = file === undefined ? config : (await loadModule(file)).default;
  const parsed = await parseConfig(exported, {
    name: file === undefined ? "The config" : relative(cwd, file),
    env,
  });
  return Object.freeze({
    root,
    file,
    ...parsed,
    migrations: resolve(root, parsed.migrations),
    databaseUrl: options.url ?? (env.VARVE_DATABASE_URL || databaseUrl(env)) ?? parsed.databaseUrl,
  });
}
