import type { SQLWrapper } from "drizzle-orm";
import { is } from "drizzle-orm";
import { type PgColumn, PgTable } from "drizzle-orm/pg-core";
import { quoteIdentifier, quoteLiteral, quoteName } from "../../sql/quote.ts";
import { type Casing, columnName, tableName } from "../drizzle.ts";
import { sqlText } from "../render/sql-text.ts";
import { type AnyView, viewConfig } from "../render/view.ts";
import type { Rendered } from "../statement.ts";
import { type Declaration, declaration, declare, schemaName } from "./declaration.ts";
import type { Routine } from "./function.ts";

export interface Trigger {
  readonly kind: "trigger";
  readonly name: string;
  readonly options: TriggerOptions;
}

export type TriggerEvent = "insert" | "update" | "delete" | "truncate";

export interface TriggerOptions {
  on: PgTable | AnyView;
  fires: "before" | "after" | "instead of";
  events: TriggerEvent | readonly TriggerEvent[];
  /** Only an UPDATE that names one of these columns. */
  of?: readonly PgColumn[] | undefined;
  /** Default `row`. */
  forEach?: "row" | "statement" | undefined;
  /** A condition over OLD and NEW. */
  when?: SQLWrapper | undefined;
  /** The function: its declaration, or its name as in SQL (`audit.log_change`). */
  execute: Declaration<Routine> | string;
  arguments?: readonly string[] | undefined;
  /** Names of the transition tables. */
  oldTable?: string | undefined;
  newTable?: string | undefined;
  /** A constraint trigger; `deferred` runs at the end of the transaction. */
  constraint?: "not deferrable" | "deferrable" | "deferred" | undefined;
}

/**
 * A trigger on a table or a view.
 *
 * @example
 * export const usersTouched = pgTrigger("users_touched", {
 *   on: users, fires: "before", events: "update", execute: touch,
 * });
 */
export function pgTrigger(name: string, options: TriggerOptions): Declaration<Trigger> {
  return declare({ kind: "trigger", name, options });
}

export function triggerTarget({ on }: TriggerOptions): { schema: string; name: string } {
  return is(on, PgTable) ? tableName(on) : viewConfig(on);
}

export function renderTrigger({ name, options }: Trigger, casing: Casing): Rendered {
  const { fires, events, of = [], forEach = "row", when, oldTable, newTable } = options;
  const target = triggerTarget(options);
  const columns = of.map((column) => quoteIdentifier(columnName(column, casing))).join(", ");
  const happens = [events]
    .flat()
    .map((event) => event.toUpperCase() + (event === "update" && columns !== "" ? ` OF ${columns}` : ""));
  const referencing = [
    ...(oldTable === undefined ? [] : [`OLD TABLE AS ${quoteIdentifier(oldTable)}`]),
    ...(newTable === undefined ? [] : [`NEW TABLE AS ${quoteIdentifier(newTable)}`]),
  ];
  const lines = [
    `CREATE ${options.constraint === undefined ? "" : "CONSTRAINT "}TRIGGER ${quoteIdentifier(name)}`,
    `${fires.toUpperCase()} ${happens.join(" OR ")} ON ${quoteName(target.name, target.schema)}`,
    ...deferral(options.constraint),
    ...(referencing.length === 0 ? [] : [`REFERENCING ${referencing.join(" ")}`]),
    `FOR EACH ${forEach.toUpperCase()}`,
    ...(when === undefined ? [] : [`WHEN (${sqlText(when, { casing, bareColumns: true })})`]),
    `EXECUTE FUNCTION ${calledFunction(options.execute)}(${(options.arguments ?? []).map(quoteLiteral).join(", ")})`,
  ];
  return { kind: "trigger", schema: target.schema, table: target.name, name, sql: lines.join("\n") };
}

function deferral(constraint: TriggerOptions["constraint"]): string[] {
  if (constraint === "deferrable") return ["DEFERRABLE"];
  return constraint === "deferred" ? ["DEFERRABLE INITIALLY DEFERRED"] : [];
}

function calledFunction(execute: TriggerOptions["execute"]): string {
  if (typeof execute === "string") return execute;
  const { name, options } = execute[declaration];
  return quoteName(name, schemaName(options.schema));
}
