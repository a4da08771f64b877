import type { DatabaseError } from "pg";
import { fromPostgresError } from "../database/postgres-error.ts";
import { VarveError } from "../errors.ts";
import { describeFile } from "../typescript/position.ts";
import { extensionOf } from "./extension-of.ts";
import type { Statement } from "./statement.ts";

/** A statement and why PostgreSQL refused it. */
export interface Failure {
  readonly statement: Statement;
  readonly error: DatabaseError;
}

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

/** `relation "public.users" does not exist`, `function audit.touch(integer) does not exist` */
function missingName({ message }: DatabaseError): string {
  return bareName(/"(.+?)"/.exec(message)?.[1] ?? /function (.+?)\(/.exec(message)?.[1] ?? "");
}

/** Without schema, table and arguments. */
function bareName(name: string): string {
  const [path = ""] = name.split("(");
  return path.slice(path.lastIndexOf(".") + 1);
}

/**
 * MODEL_REFUSED: which statement of which file, with PostgreSQL's own words. When the server or the connection gave out
 * (classes 08, 53, 57, 58), no model is to blame: STATEMENT_FAILED or CONNECTION_LOST.
 */
export function refused({ statement, error }: Failure): VarveError {
  if (/^(08|53|57|58)/.test(error.code ?? "")) return fromPostgresError(error);
  const { sql, kind, name, file } = statement;
  const line = lineOf(statement, error);
  const what =
    line === undefined ? `the ${kind} "${name}" of ${describeFile(file)}` : `${describeFile(file)}:${line}`;
  const { message, hint, details } = fromPostgresError(error, {
    sql,
    message: `PostgreSQL refuses ${what}: ${error.message}${mismatchOf(error)}`,
    hint: hintFor(statement, error),
  });
  const place = { file, ...(line !== undefined && { line }), kind, object: name, statement: sql };
  return new VarveError("MODEL_REFUSED", { message, hint, details: { ...place, ...details }, cause: error });
}

/** Of a foreign key between columns of two types the message says only that it cannot be. */
function mismatchOf({ code, detail }: DatabaseError): string {
  return code === "42804" && detail !== undefined ? `. ${detail}` : "";
}

/** In a `.sql` file, as exactly as PostgreSQL tells. */
function lineOf({ sql, line }: Statement, { position }: DatabaseError): number | undefined {
  const before = [...sql].slice(0, Math.max(0, Number(position ?? 1) - 1));
  return line === undefined ? undefined : line + before.filter((character) => character === "\n").length;
}

const ofSomebodyElse =
  'If it is somebody else\'s, name it by an object that you need not export, such as pgSchema("auth").table(…); if you wrote it in SQL, add the .sql file to "models".';

/** By SQLSTATE. */
const hints: Readonly<Record<string, string>> = {
  "3F000": ofSomebodyElse,
  "42P01": ofSomebodyElse,
  "42830":
    "A foreign key points to a primary key, or to columns that are unique together: .unique(), unique().on(…).",
};

function hintFor({ kind }: Statement, error: DatabaseError): string {
  const { code, message, hint } = error;
  if (code === "42701") {
    return /view/.test(kind)
      ? 'Drizzle selects a column under its own name: give one of the two another, as in sql`…`.as("other_id").'
      : "Two properties of the model stand for one column: give one of them another name, or remove it.";
  }
  if (code === "42704" && message.startsWith("role ")) {
    return `Create the role on the server, or export it: pgRole("…").`;
  }
  const isMissing = code === "42704" || code === "42883";
  const extension = isMissing ? extensionOf(missingName(error)) : undefined;
  if (extension !== undefined) {
    return `The extension ${extension} brings it: export pgExtension("${extension}") of varve/models from a model file, or create it in the database.`;
  }
  if (message.startsWith("operator class ")) {
    return "Correct .op(…), or leave it out where it is the column type's own: drizzle-kit pull mixes up those of several columns.";
  }
  if (!isMissing) return hints[code ?? ""] ?? hint ?? "Change the model so that PostgreSQL accepts it.";
  return `If an extension brings it, export pgExtension("…") of varve/models from a model file; if you wrote it in SQL, declare it there or add the .sql file to "models".`;
}
