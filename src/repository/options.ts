import { VarveError } from "../errors.ts";
import { nearest } from "../nearest.ts";

/** A mistyped `where` must not mean every row. Errors: USAGE. */
export function assertOptions(options: object, known: readonly string[]): void {
  assertObject("options", options);
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    throw new VarveError("USAGE", {
      message: `"${name}" is not an option here.`,
      hint: meant === undefined ? `The options are: ${known.join(", ")}` : `Did you mean "${meant}"?`,
    });
  }
}

/** Errors: USAGE unless `value` is a whole number from `min`. */
export function assertCount(name: string, value: number, { min }: { min: number }): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw new VarveError("USAGE", {
    message: `"${name}" must be a whole number from ${min}, not ${String(value)}`,
    hint: "Turn text from a request into a number first",
  });
}

/** Errors: USAGE unless `value` is an array. */
export function assertList(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw notOfKind(name, "an array", value);
}

/** Errors: USAGE unless `value` is an object and no array. */
export function assertObject(name: string, value: unknown): void {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw notOfKind(name, "an object", value);
}

/** A request may hold anything in the place of what was meant. */
export function notOfKind(name: string, kind: string, value: unknown): VarveError {
  const given = value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
  return new VarveError("USAGE", {
    message: `"${name}" must be ${kind}, not ${given}`,
    hint: "Check what a request holds before it is passed on",
  });
}

/** True for `{ … }`, false for dates, arrays and objects of classes. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
