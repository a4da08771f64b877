import { dirname, relative, resolve } from "node:path";
import type { VarveConfig } from "./config/define.ts";
import { findConfigFile } from "./config/find.ts";
import { type ParsedConfig, parseConfig } from "./config/parse.ts";
import { databaseUrl } from "./database/settings.ts";
import { VarveError } from "./errors.ts";
import { loadModule } from "./typescript/load.ts";

export { defineConfig, type VarveConfig } from "./config/define.ts";

/** The config as everything else sees it: parsed, complete, frozen. */
export interface Config extends ParsedConfig {
  /** Absolute path of the folder all relative paths start from, the globs of `models` too. */
  readonly root: string;
  readonly file: string | undefined;
  /** Absolute path. */
  readonly migrations: string;
}

export interface LoadConfigOptions {
  cwd?: string | undefined;
  config?: string | VarveConfig | undefined;
  url?: string | undefined;
  /** One of the config's `databases`. */
  database?: string | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Finds, loads and parses the config. Each setting comes from the first that has it: options (the flags), environment
 * (`VARVE_DATABASE_URL`, `DATABASE_URL` and its kin, `VARVE_SCRATCH`, `VARVE_STATE_SCHEMA`), file, default. A config
 * that is given as an object counts as options: no variable of the environment overrules it, nor a database that is named.
 * Errors: CONFIG_NOT_FOUND, CONFIG_INVALID (all problems in one), DATABASE_UNKNOWN, DATABASE_URL_MISSING, USAGE, and those of loading the file.
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<Config> {
  const {
    cwd = process.cwd(),
    env = process.env,
    config = env.VARVE_CONFIG || undefined,
    url,
    database,
  } = options;
  if (url === "") throw emptyUrl();
  const isNamed = database !== undefined;
  const fromEnvironment = isNamed ? undefined : env.VARVE_DATABASE_URL || databaseUrl(env);
  if (typeof config === "object") {
    const parsed = await parseConfig(config, { name: "The config", env: {}, database });
    return complete(resolve(cwd), undefined, parsed, url ?? parsed.databaseUrl ?? fromEnvironment);
  }
  const file = findConfigFile(cwd, config);
  const { default: exported } = await loadModule(file);
  const parsed = await parseConfig(exported, { name: relative(cwd, file), env, database });
  return complete(dirname(file), file, parsed, url ?? fromEnvironment ?? parsed.databaseUrl);
}

function complete(
  root: string,
  file: string | undefined,
  parsed: ParsedConfig,
  databaseUrl: string | undefined,
): Config {
  return Object.freeze({ root, file, ...parsed, migrations: resolve(root, parsed.migrations), databaseUrl });
}

function emptyUrl(): VarveError {
  return new VarveError("USAGE", {
    message: "The database URL given with --url is empty.",
    hint: "Check the variable it comes from, or leave --url out to use the environment or the config.",
  });
}
