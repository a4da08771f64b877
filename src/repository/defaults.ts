import { VarveError } from "../errors.ts";
import { columnOf, type TableShape } from "./table.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * `row` with the defaults that are made in the client (`$defaultFn`, `$onUpdateFn`), as Drizzle would make them.
 * Errors: UNKNOWN_COLUMN, GENERATED_COLUMN.
 */
export function rowToInsert(shape: TableShape, row: Values): Record<string, unknown> {
  assertWritable(shape, row);
  const made = Object.entries(shape.columns).map(([name, column]) => {
    const { defaultFn, default: inDatabase, onUpdateFn } = column;
    const make = defaultFn ?? (inDatabase === undefined ? onUpdateFn : undefined);
    return [name, row[name] === undefined ? make?.() : row[name]];
  });
  return Object.fromEntries(made.filter(([, value]) => value !== undefined));
}

/** The columns to change, with those that change on every update; empty when nothing is to change. Errors: as {@link rowToInsert}. */
export function rowToUpdate(shape: TableShape, patch: Values): Record<string, unknown> {
  assertWritable(shape, patch);
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  if (given.length === 0) return {};
  const made = Object.entries(shape.columns).map(([name, { onUpdateFn }]) => [name, onUpdateFn?.()]);
  return {
    ...Object.fromEntries(made.filter(([, value]) => value !== undefined)),
    ...Object.fromEntries(given),
  };
}

function assertWritable(shape: TableShape, row: Values): void {
  for (const [name, value] of Object.entries(row)) {
    const { generated, generatedIdentity } = columnOf(shape, name);
    const isGenerated = generated !== undefined || generatedIdentity?.type === "always";
    if (value !== undefined && isGenerated) throw generatedColumn(shape, name);
  }
}

function generatedColumn({ name }: TableShape, column: string): VarveError {
  return new VarveError("GENERATED_COLUMN", {
    message: `"${column}" of "${name}" is made by the database and cannot be written`,
    hint: "Leave the column out",
    details: { table: name, column },
  });
}
