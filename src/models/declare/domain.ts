import type { SQLWrapper } from "drizzle-orm";
import { customType } from "drizzle-orm/pg-core";
import { renderLiteral } from "../../sql/literal.ts";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import type { Casing } from "../drizzle.ts";
import { isExpression, sqlText } from "../render/sql-text.ts";
import type { Rendered } from "../statement.ts";
import { type Declaration, declaration, type SchemaOption, schemaName } from "./declaration.ts";

export interface Domain {
  readonly kind: "domain";
  readonly name: string;
  readonly options: DomainOptions;
}

export interface DomainOptions {
  schema?: SchemaOption;
  /** The type below, as in SQL: `text`, `numeric(10, 2)`. */
  type: string;
  default?: unknown;
  notNull?: boolean | undefined;
  /** Conditions over VALUE, by the constraint's name. */
  checks?: Readonly<Record<string, SQLWrapper>> | undefined;
}

/**
 * A domain; call it for a column of that type.
 *
 * @example
 * export const email = pgDomain("email", { type: "text", checks: { email_valid: sql`VALUE ~ '@'` } });
 * export const users = pgTable("users", { address: email().notNull() });
 */
export function pgDomain<Data = string>(name: string, options: DomainOptions): DomainType<Data> {
  const data: Domain = { kind: "domain", name, options };
  const column = customType<{ data: Data }>({ dataType: () => quoteName(name, schemaName(options.schema)) });
  return Object.assign(column, { [declaration]: data });
}

/** Makes columns of the domain, as `text` and `integer` do of theirs. */
export type DomainType<Data> = ReturnType<typeof customType<{ data: Data }>> & Declaration<Domain>;

export function renderDomain({ name, options }: Domain, casing: Casing): Rendered {
  const schema = schemaName(options.schema);
  const expression = (value: unknown) =>
    isExpression(value) ? sqlText(value, { casing }) : renderLiteral(value);
  const sql = [
    `CREATE DOMAIN ${quoteName(name, schema)} AS ${options.type}`,
    ...(options.default === undefined ? [] : [`DEFAULT ${expression(options.default)}`]),
    ...(options.notNull === true ? ["NOT NULL"] : []),
    ...Object.entries(options.checks ?? {}).map(
      ([check, condition]) =>
        `CONSTRAINT ${quoteIdentifier(check)} CHECK (${sqlText(condition, { casing })})`,
    ),
  ].join(" ");
  return { kind: "domain", schema, name, sql };
}
