import type { DatabaseError } from "pg";
import { fromPostgresError } from "../database/postgres-error.ts";
import { type ErrorCode, VarveError } from "../errors.ts";
import { bareName, missingName } from "./missing-name.ts";
import { hintOf } from "./refusal-hint.ts";
import { isByHand, placeOf, type Statement } from "./statement.ts";

/** A statement and why PostgreSQL refused it. */
export interface Failure {
  readonly statement: Statement;
  readonly error: DatabaseError;
}

/** Building failed for what the models say. */
export const tellsOfModels: ReadonlySet<ErrorCode> = new Set(["DUPLICATE_OBJECT", "MODEL_REFUSED"]);

/** PostgreSQL manual, appendix A: undefined table, function, object, schema, column; no unique key to refer to. */
const lacking = new Set(["42P01", "42883", "42704", "3F000", "42703", "42830"]);

/** True when the statement may succeed once others have run. */
export function lacksSomething({ code = "" }: DatabaseError): boolean {
  return lacking.has(code);
}

/** Of several failures the one that doesn't just follow from another: what it lacks, none of them would have made. */
export function rootCause(failures: readonly Failure[]): Failure {
  const names = new Set(failures.map(({ statement }) => bareName(statement.name)));
  const cause = failures.find(({ error }) => !names.has(missingName(error))) ?? failures[0];
  if (cause === undefined) throw new VarveError("INTERNAL_ERROR", { message: "Nothing failed." });
  return cause;
}

/**
 * MODEL_REFUSED: which statement of which file, with PostgreSQL's own words. When the server or the connection gave out
 * (classes 08, 53, 57, 58), no model is to blame: STATEMENT_FAILED or CONNECTION_LOST.
 */
export function refused({ statement, error }: Failure): VarveError {
  if (/^(08|53|57|58)/.test(error.code ?? "")) return fromPostgresError(error);
  const { sql, kind, name, file } = statement;
  const line = lineOf(statement, error);
  const what = `${isByHand(statement) ? "" : `the ${kind} "${name}" of `}${placeOf({ file, line })}`;
  const { message, hint, details } = fromPostgresError(error, {
    sql,
    message: `PostgreSQL refuses ${what}: ${error.message}${detailOf(error)}`,
    hint: hintOf(statement, error),
  });
  const place = { file, ...(line !== undefined && { line }), kind, object: name, statement: sql };
  return new VarveError("MODEL_REFUSED", { message, hint, details: { ...place, ...details }, cause: error });
}

/** What the message leaves open: which types don't fit, how long a name may be. Other classes than 42 may show rows. */
function detailOf({ code = "", detail }: DatabaseError): string {
  return code.startsWith("42") && detail !== undefined ? `. ${detail}` : "";
}

/** In a `.sql` file, as exactly as PostgreSQL tells. */
function lineOf({ sql, line }: Statement, { position }: DatabaseError): number | undefined {
  const before = [...sql].slice(0, Math.max(0, Number(position ?? 1) - 1));
  return line === undefined ? undefined : line + before.filter((character) => character === "\n").length;
}
