// What Drizzle cannot declare, in Drizzle's manner: exported from model files like tables.
export { type CommentTarget, comment } from "./models/declare/comment.ts";
export type { Declaration } from "./models/declare/declaration.ts";
export { type DomainOptions, type DomainType, pgDomain } from "./models/declare/domain.ts";
export { type ExtensionOptions, pgExtension } from "./models/declare/extension.ts";
export {
  type FunctionOptions,
  type ProcedureOptions,
  pgFunction,
  pgProcedure,
} from "./models/declare/function.ts";
export {
  type PartitionBound,
  type PartitionKey,
  type PartitionOptions,
  partition,
  partitionBy,
} from "./models/declare/partition.ts";
export { pgTrigger, type TriggerEvent, type TriggerOptions } from "./models/declare/trigger.ts";
