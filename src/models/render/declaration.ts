import { type Comment, renderComment } from "../declare/comment.ts";
import { type Declaration, declaration } from "../declare/declaration.ts";
import { type Domain, renderDomain } from "../declare/domain.ts";
import { type Extension, renderExtension } from "../declare/extension.ts";
import { type Routine, renderRoutine } from "../declare/function.ts";
import { type Partition, type Partitioning, renderPartition } from "../declare/partition.ts";
import { renderTrigger, type Trigger } from "../declare/trigger.ts";
import type { Casing } from "../drizzle.ts";
import type { Rendered } from "../statement.ts";

export type AnyDeclared = Comment | Domain | Extension | Partition | Partitioning | Routine | Trigger;

export function declaredBy(object: Declaration): AnyDeclared {
  return object[declaration] as AnyDeclared;
}

/** Undefined for what is part of another statement: PARTITION BY stands in its table's. */
export function renderDeclared(declared: AnyDeclared, casing: Casing): Rendered | undefined {
  switch (declared.kind) {
    case "comment":
      return renderComment(declared, casing);
    case "domain":
      return renderDomain(declared, casing);
    case "extension":
      return renderExtension(declared);
    case "function":
    case "procedure":
      return renderRoutine(declared, casing);
    case "partition":
      return renderPartition(declared, casing);
    case "partitioning":
      return undefined;
    case "trigger":
      return renderTrigger(declared, casing);
  }
}
