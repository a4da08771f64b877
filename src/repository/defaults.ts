import { VarveError } from "../errors.ts";
import { columnOf, type TableShape } from "./table.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * `row` with the defaults that are made in the client (`$defaultFn`, `$onUpdateFn`), as Drizzle would make them.
 * Errors: UNKNOWN_COLUMN, GENERATED_COLUMN.
 */
export function rowToInsert(shape: TableShape, row: Values): Record<string, unknown> {
  assertWritable(shape, row);
  const made: Record<string, unknown> = {};
  for (const [name, { defaultFn, default: inDatabase, onUpdateFn }] of Object.entries(shape.columns)) {
    if (row[name] === undefined)
      made[name] = (defaultFn ?? (inDatabase === undefined ? onUpdateFn : undefined))?.();
  }
  return definedValues({ ...row, ...made });
}

/** The columns to change, with those that change on every update; none when nothing is to change. Errors: as {@link rowToInsert}. */
export function rowToUpdate(shape: TableShape, patch: Values): Record<string, unknown> {
  assertWritable(shape, patch);
  const given = definedValues(patch);
  if (Object.keys(given).length === 0) return {};
  const made = Object.entries(shape.columns).map(([name, { onUpdateFn }]) => [name, onUpdateFn?.()]);
  return { ...definedValues(Object.fromEntries(made)), ...given };
}

function definedValues(values: Values): Record<string, unknown> {
  const defined = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined.map(([name, value]) => [name, withPrototype(value)]));
}

/** Drizzle 0.45 fails on objects without a prototype, such as the query of a request. */
function withPrototype(value: unknown): unknown {
  const isBare = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null;
  return isBare ? { ...value } : value;
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
    message: `"${column}" of "${name}" is made by the database and cannot be written.`,
    hint: "Leave the column out",
    details: { table: name, column },
  });
}
