// What a config file needs of Varve, and nothing more: services load it with the rest of `varve`.

import type { Hooks } from "./hooks.ts";

/** What `varve.config.ts` exports by default. Every key is described in docs/config.md. */
export interface VarveConfig {
  /** Globs of the files that hold the models (TypeScript, JavaScript, SQL), relative to the config file. */
  models: string | readonly string[];
  /** The folder of the revisions, relative to the config file; default `./migrations`. */
  migrations?: string | undefined;
  database?: {
    /** Absent: the embedded server under `.varve/`. */
    url?: string | undefined;
  };
  /** Several databases, by the names that `--database` takes; each may have models and revisions of its own. */
  databases?: Readonly<Record<string, NamedDatabase>> | undefined;
  /** Schemas of the same shape: the models say no schema, and the revisions are applied in each of these. */
  tenants?: { schemas: string | readonly string[] } | undefined;
  /** The schema that keeps Varve's own tables; default `varve`. */
  stateSchema?: string | undefined;
  /** How Drizzle names a column that has no name of its own, as in drizzle.config. */
  casing?: "snake_case" | "camelCase" | undefined;
  /** Kinds of objects to compare although no model declares one, such as `function`. */
  manage?: readonly string[] | undefined;
  /** Patterns of the objects to compare; absent: all that the models can own. */
  include?: readonly string[] | undefined;
  /** Patterns of objects to leave alone; wins over `include`. */
  exclude?: readonly string[] | undefined;
  /** Where scratch databases are made: a URL, or `"embedded"`; absent: the database's own server. */
  scratch?: string | undefined;
  /** Called before and after a run, and before and after each revision of it. */
  hooks?: Hooks | undefined;
}

/** One of several databases. */
export interface NamedDatabase {
  url: string | undefined;
  /** Default: those of the whole config. */
  models?: string | readonly string[] | undefined;
  /** Default: that of the whole config. */
  migrations?: string | undefined;
  /** Default: that of the whole config. */
  tenants?: { schemas: string | readonly string[] } | undefined;
  /** Default: those of the whole config; so are the next two. */
  manage?: readonly string[] | undefined;
  include?: readonly string[] | undefined;
  exclude?: readonly string[] | undefined;
}

/** Gives the object back unchanged; it is there for the types in the editor. */
export function defineConfig(config: VarveConfig): VarveConfig {
  return config;
}
