export { defineConfig, type NamedDatabase, type VarveConfig } from "./config/define.ts";
export type { AfterRunHookContext, Hooks, RevisionHookContext, RunHookContext } from "./config/hooks.ts";
export {
  Database,
  type DatabaseHealth,
  type DatabaseOptions,
  openDatabase,
  type SessionOptions,
} from "./database/database.ts";
export { Session } from "./database/session.ts";
export { databaseUrl } from "./database/settings.ts";
export { type ErrorCode, isVarveError, VarveError } from "./errors.ts";
export type { Key } from "./repository/key.ts";
export type { OrderBy } from "./repository/order.ts";
export {
  type FindOptions,
  type ListOptions,
  type Page,
  type PageOptions,
  Repository,
  type RepositoryOptions,
  type StreamOptions,
} from "./repository/repository.ts";
export type { NewRow, Patch, Row } from "./repository/table.ts";
export type { Match, Where } from "./repository/where.ts";
