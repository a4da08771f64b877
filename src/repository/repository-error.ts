import { VarveError } from "../errors.ts";
import type { TableShape } from "./table.ts";

/** The key is what the caller asked for, so it may be told. */
export function notFound({ name }: TableShape, key: Readonly<Record<string, unknown>>): VarveError {
  return new VarveError("NOT_FOUND", {
    message: `There is no row in "${name}" with ${describeKey(key)}`,
    hint: "It may have been deleted, or lie outside of the repository's scope; get() gives undefined instead",
    details: { table: name, key },
  });
}

export function staleRow({ name }: TableShape, key: Readonly<Record<string, unknown>>): VarveError {
  return new VarveError("STALE_ROW", {
    message: `The row in "${name}" with ${describeKey(key)} is not as expected any more: someone else has changed it.`,
    hint: "Read it again, and decide again",
    details: { table: name, key },
  });
}

export function tooManyRows({ name }: TableShape, limit: number): VarveError {
  return new VarveError("TOO_MANY_ROWS", {
    message: `"${name}" has more than ${limit} rows here, and getAll() would have left the others out silently.`,
    hint: "Use page() or stream(), or give a limit: getAll({ limit: 5000 })",
    details: { table: name, limit },
  });
}

export function notStored({ name }: TableShape): VarveError {
  return new VarveError("NOT_STORED", {
    message: `The database stored no row in "${name}" without saying why.`,
    hint: "A trigger or a rule of the table leaves rows out",
    details: { table: name },
  });
}

export function estimateIsWhole(): VarveError {
  return new VarveError("USAGE", {
    message: "An estimate counts the whole table; it cannot be limited by where or by a scope.",
    hint: "Leave `estimate` out, which counts exactly",
  });
}

function describeKey(key: Readonly<Record<string, unknown>>): string {
  return Object.entries(key)
    .map(([column, value]) => `${column} = ${value instanceof Date ? value.toISOString() : String(value)}`)
    .join(", ");
}
