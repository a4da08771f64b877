import type { SQLWrapper } from "drizzle-orm";
import { renderLiteral } from "../../sql/literal.ts";
import { quoteBody, quoteIdentifier, quoteName } from "../../sql/quote.ts";
import type { Casing } from "../drizzle.ts";
import { isExpression, sqlText } from "../render/sql-text.ts";
import type { Rendered } from "../statement.ts";
import { type Declaration, declare, type SchemaOption, schemaName } from "./declaration.ts";

export interface Routine {
  readonly kind: "function" | "procedure";
  readonly name: string;
  readonly options: FunctionOptions;
}

export interface ProcedureOptions {
  schema?: SchemaOption;
  /** As between the parentheses of CREATE FUNCTION: `a integer, b text DEFAULT 'x'`. */
  args?: string | undefined;
  /** Default `sql`. */
  language?: string | undefined;
  /** The text between the quotes; of an SQL routine also `BEGIN ATOMIC … END` or `RETURN …`. */
  body: string | SQLWrapper;
  /** Whose rights it runs with; default `invoker`. */
  security?: "definer" | "invoker" | undefined;
  /** Settings for as long as it runs, such as `{ search_path: "" }`. */
  set?: Readonly<Record<string, string | number | boolean>> | undefined;
}

export interface FunctionOptions extends ProcedureOptions {
  /** `trigger`, `integer`, `SETOF users`, `TABLE (id integer)`; absent for a function with OUT arguments. */
  returns?: string | undefined;
  /** Default `volatile`. */
  volatility?: "immutable" | "stable" | "volatile" | undefined;
  /** NULL for a NULL argument, without being called. */
  strict?: boolean | undefined;
  leakproof?: boolean | undefined;
  /** Default `unsafe`. */
  parallel?: "safe" | "restricted" | "unsafe" | undefined;
  cost?: number | undefined;
  rows?: number | undefined;
}

/**
 * A function. Overloads are declared one by one.
 *
 * @example
 * export const touch = pgFunction("touch", {
 *   returns: "trigger",
 *   language: "plpgsql",
 *   body: `BEGIN NEW.updated_at := now(); RETURN NEW; END`,
 * });
 */
export function pgFunction(name: string, options: FunctionOptions): Declaration<Routine> {
  return declare({ kind: "function", name, options });
}

/** A procedure, to be called with CALL. */
export function pgProcedure(name: string, options: ProcedureOptions): Declaration<Routine> {
  return declare({ kind: "procedure", name, options });
}

export function renderRoutine({ kind, name, options }: Routine, casing: Casing): Rendered {
  const { args = "", returns, language = "sql", body, volatility, parallel, security, cost, rows } = options;
  const schema = schemaName(options.schema);
  const text = isExpression(body) ? sqlText(body, { casing }) : body;
  const lines = [
    `CREATE ${kind.toUpperCase()} ${quoteName(name, schema)}(${args})`,
    ...(returns === undefined ? [] : [`RETURNS ${returns}`]),
    `LANGUAGE ${quoteIdentifier(language)}`,
    ...(volatility === undefined ? [] : [volatility.toUpperCase()]),
    ...(options.leakproof === true ? ["LEAKPROOF"] : []),
    ...(options.strict === true ? ["STRICT"] : []),
    ...(security === undefined ? [] : [`SECURITY ${security.toUpperCase()}`]),
    ...(parallel === undefined ? [] : [`PARALLEL ${parallel.toUpperCase()}`]),
    ...(cost === undefined ? [] : [`COST ${cost}`]),
    ...(rows === undefined ? [] : [`ROWS ${rows}`]),
    ...Object.entries(options.set ?? {}).map(([key, value]) => `SET ${key} = ${renderLiteral(value)}`),
    renderBody(text, language),
  ];
  return { kind, schema, name: `${name}(${args})`, sql: lines.join("\n") };
}

/** In SQL these two words only start a body that is parsed when it is created, which stands without quotes. */
function renderBody(text: string, language: string): string {
  if (language.toLowerCase() === "sql" && /^\s*(BEGIN\s+ATOMIC|RETURN)\b/i.test(text)) return text.trim();
  return `AS ${quoteBody(text)}`;
}
