import type { Fact, StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import type { ColumnId } from "../facts/column.ts";

type Statement = { readonly [Key in "consumes" | "produces" | "destroys"]: readonly StableId[] } & Pick<
  Action,
  "sql"
>;

/** What an `ALTER TABLE … ALTER COLUMN …` of the engine does to its column. */
export interface ColumnAlter {
  readonly id: ColumnId;
  /** Up to the name of the column, with a space behind it. */
  readonly prefix: string;
  /** `SET NOT NULL`, `TYPE bigint`, … */
  readonly does: string;
}

export function readColumnAlter({ sql, consumes, produces, destroys }: Statement): ColumnAlter | undefined {
  const id = [...consumes, ...produces, ...destroys].find(
    ({ kind }) => kind === "column" || kind === "default",
  );
  if (id === undefined) return undefined;
  const column = { ...id, kind: "column" } as ColumnId;
  const prefix = alterColumn(column);
  return sql.startsWith(prefix) ? { id: column, prefix, does: sql.slice(prefix.length) } : undefined;
}

/** `ALTER TABLE … ALTER COLUMN … `. */
export function alterColumn({ schema, table, name }: ColumnId): string {
  return `ALTER TABLE ${quoteName(table, schema)} ALTER COLUMN ${quoteIdentifier(name)} `;
}

export function isColumn(fact: Fact): fact is Fact & { id: ColumnId } {
  return fact.id.kind === "column";
}
