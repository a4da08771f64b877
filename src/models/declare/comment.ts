import { is } from "drizzle-orm";
import {
  isPgSequence,
  type PgColumn,
  PgMaterializedView,
  PgSchema,
  type PgSequence,
  PgTable,
} from "drizzle-orm/pg-core";
import { renderLiteral } from "../../sql/literal.ts";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { type Casing, columnName, type EnumType, internals, tableName } from "../drizzle.ts";
import { type AnyView, isAnyView, viewConfig } from "../render/view.ts";
import type { Rendered } from "../statement.ts";
import {
  type Declaration,
  declaration,
  declare,
  isDeclaration,
  type SchemaOption,
  schemaName,
} from "./declaration.ts";
import type { Domain } from "./domain.ts";
import type { Extension } from "./extension.ts";
import type { Routine } from "./function.ts";
import { type Trigger, triggerTarget } from "./trigger.ts";

export interface Comment {
  readonly kind: "comment";
  readonly on: CommentTarget;
  readonly text: string;
}

/** Objects as they are declared; parts of a table that have no object of their own by name. */
export type CommentTarget =
  | PgTable
  | PgColumn
  | AnyView
  | EnumType
  | PgSequence
  | PgSchema
  | Declaration<Routine | Trigger | Domain | Extension>
  | { readonly index: string; readonly schema?: SchemaOption }
  | { readonly constraint: string; readonly on: PgTable }
  | { readonly policy: string; readonly on: PgTable };

/**
 * A comment on a table, a column or any other object.
 *
 * @example export const aboutEmail = comment(users.email, "Lower case; unique.");
 */
export function comment(on: CommentTarget, text: string): Declaration<Comment> {
  return declare({ kind: "comment", on, text });
}

export function renderComment({ on, text }: Comment, casing: Casing): Rendered {
  const target = renderTarget(on, casing);
  return { kind: "comment", name: target, sql: `COMMENT ON ${target} IS ${renderLiteral(text)}` };
}

function renderTarget(on: CommentTarget, casing: Casing): string {
  if (is(on, PgTable)) return `TABLE ${quoted(tableName(on))}`;
  if (isAnyView(on))
    return `${is(on, PgMaterializedView) ? "MATERIALIZED VIEW" : "VIEW"} ${quoted(viewConfig(on))}`;
  if (is(on, PgSchema)) return `SCHEMA ${quoteIdentifier(on.schemaName)}`;
  if (isPgSequence(on)) return `SEQUENCE ${quoteName(on.seqName ?? "", on.schema ?? "public")}`;
  if ("enumName" in on) return `TYPE ${quoteName(on.enumName, on.schema ?? "public")}`;
  if (isDeclaration(on)) return renderDeclared(on[declaration]);
  if ("index" in on) return `INDEX ${quoteName(on.index, schemaName(on.schema))}`;
  if ("constraint" in on)
    return `CONSTRAINT ${quoteIdentifier(on.constraint)} ON ${quoted(tableName(on.on))}`;
  if ("policy" in on) return `POLICY ${quoteIdentifier(on.policy)} ON ${quoted(tableName(on.on))}`;
  return `COLUMN ${quoted(tableName(internals(on).table))}.${quoteIdentifier(columnName(on, casing))}`;
}

function renderDeclared(declared: Routine | Trigger | Domain | Extension): string {
  const { kind, name } = declared;
  if (kind === "extension") return `EXTENSION ${quoteIdentifier(name)}`;
  if (kind === "trigger")
    return `TRIGGER ${quoteIdentifier(name)} ON ${quoted(triggerTarget(declared.options))}`;
  return `${kind.toUpperCase()} ${quoteName(name, schemaName(declared.options.schema))}`;
}

function quoted({ schema, name }: { schema: string; name: string }): string {
  return quoteName(name, schema);
}
