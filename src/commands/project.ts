import { databaseUnknown } from "../config/databases.ts";
import { localFolder } from "../config/local-folder.ts";
import { type Config, loadConfig, type VarveConfig } from "../config.ts";
import { isVarveError, VarveError } from "../errors.ts";
import type { ProgressEvent } from "../terminal/progress.ts";
import type { Prompts } from "../terminal/prompts.ts";

/**
 * What every command takes, beside its own options. All of them can throw USAGE, CONFIG_NOT_FOUND and CONFIG_INVALID, and the errors
 * of loading revisions, of connecting and of resolving a target where they do so.
 */
export interface CommandOptions {
  /** Where to look for the config file; default `process.cwd()`. */
  cwd?: string | undefined;
  /** The config file's path, or the config itself (its folder is then `cwd`). */
  config?: string | VarveConfig | undefined;
  /** The database; wins over the environment and the config. */
  url?: string | undefined;
  /** The name of one of the config's `databases`. */
  database?: string | undefined;
  /** Stops the work cleanly: what is running is rolled back, the promise rejects. */
  signal?: AbortSignal | undefined;
  onEvent?: ((event: ProgressEvent) => void) | undefined;
  /** Someone who can be asked. Without it nothing is asked. */
  prompts?: Prompts | undefined;
}

/** What a command works on. */
export interface Project {
  readonly config: Config;
  /** The database: the configured one, else the embedded server's. */
  readonly url: string;
}

/**
 * The config, and a database to work on: where no URL is set anywhere, the embedded server under `.varve/` is started
 * (or found running). What is unsafe about the connection is told as a `warning`.
 * Errors: those of {@link loadConfig}, DATABASE_UNKNOWN where one of several has to be named, DATABASE_URL_MISSING, those of the connection settings and of the embedded server.
 */
export async function openProject(options: CommandOptions = {}): Promise<Project> {
  const config = await loadConfig(options);
  const tell = (type: string, message: string) => options.onEvent?.({ type, message });
  if (config.databaseUrl !== undefined) {
    const { parseSettings } = await import("../database/settings.ts");
    for (const warning of parseSettings(config.databaseUrl).warnings) tell("warning", warning);
    return { config, url: config.databaseUrl };
  }
  if (options.database !== undefined) throw urlMissing(options.database);
  if (config.databases.length > 0) throw databaseUnknown("No database was chosen.", config.databases);
  const { startEmbedded } = await import("../database/embedded.ts");
  const directory = localFolder(config.root);
  const { url, version, port, reused } = await startEmbedded({ directory });
  if (!reused)
    tell("note", `Started PostgreSQL ${version} in ${directory} (port ${port}); \`varve db stop\` ends it.`);
  return { config, url };
}

/** The embedded server is for a project with one database. */
function urlMissing(database: string): VarveError {
  return new VarveError("DATABASE_URL_MISSING", {
    message: `The database "${database}" has no URL.`,
    hint: "Set the variable that the config takes its `url` from, or pass --url.",
    details: { database },
  });
}

/**
 * The config for a command that works without one too (between two databases): where no file is named and none is
 * found, the defaults and the environment. Errors: CONFIG_INVALID, and CONFIG_NOT_FOUND for a file that is named.
 */
export async function optionalConfig(options: CommandOptions = {}): Promise<Config> {
  try {
    return await loadConfig(options);
  } catch (error) {
    const isNamed = options.config !== undefined || Boolean(process.env.VARVE_CONFIG);
    if (isNamed || !isVarveError(error) || error.code !== "CONFIG_NOT_FOUND") throw error;
    return loadConfig({ ...options, config: { models: "./models/*.ts" } });
  }
}
