import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Rendered } from "../statement.ts";
import { type Declaration, declare, type SchemaOption, schemaName } from "./declaration.ts";

export interface Extension {
  readonly kind: "extension";
  readonly name: string;
  readonly options: ExtensionOptions;
}

export interface ExtensionOptions {
  /** Where its objects go; absent: where the extension wants them, or `public`. */
  schema?: SchemaOption;
  version?: string | undefined;
}

/**
 * An extension, with those it needs. Its files must be on the server.
 *
 * @example export const trigrams = pgExtension("pg_trgm");
 */
export function pgExtension(name: string, options: ExtensionOptions = {}): Declaration<Extension> {
  return declare({ kind: "extension", name, options });
}

export function renderExtension({ name, options: { schema, version } }: Extension): Rendered {
  const sql = [
    `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(name)}`,
    ...(schema === undefined ? [] : [`SCHEMA ${quoteIdentifier(schemaName(schema))}`]),
    ...(version === undefined ? [] : [`VERSION ${quoteLiteral(version)}`]),
    "CASCADE",
  ].join(" ");
  return { kind: "extension", schema: schema === undefined ? undefined : schemaName(schema), name, sql };
}
