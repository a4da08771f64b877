import type { Fact, FactBase } from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";

export interface ColumnId {
  readonly kind: "column";
  readonly schema: string;
  readonly table: string;
  readonly name: string;
}

/** The column that a sequence comes and goes with. Manual: CREATE SEQUENCE, "OWNED BY". */
export function owningColumn({ id, payload }: Fact): ColumnId | undefined {
  const owner = id.kind === "sequence" ? (payload.ownedBy as OwnedBy | null | undefined) : null;
  if (owner == null) return undefined;
  const { schema, table, column: name } = owner;
  return { kind: "column", schema, table, name };
}

/** Whether a column, or an attribute of a composite type, gets another type. */
export function isRetyped({ id, payload }: Fact, to: FactBase): boolean {
  const after = to.get(id);
  return after !== undefined && after.payload.type !== payload.type;
}

/** That column as OWNED BY names it. */
export function ownerName(sequence: Fact): string {
  const { schema, table, name } = owningColumn(sequence) as ColumnId;
  return `${quoteName(table, schema)}.${quoteIdentifier(name)}`;
}

interface OwnedBy {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}
