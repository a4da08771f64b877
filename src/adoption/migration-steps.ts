// The text of a drizzle-kit migration as steps of a revision. Pure; the parser has to be loaded.
import { parseStatements, syntaxErrorOf } from "../sql/parser.ts";

const breakpoint = "--> statement-breakpoint";

/**
 * One step for each part between breakpoints. BEGIN and COMMIT are left out: a revision is a transaction, and what cannot
 * run in one runs by itself. A first migration that drizzle-kit's pull wrote, all of it a comment, is taken out of it.
 */
export function migrationSteps(text: string): string[] {
  return uncommented(text).split(breakpoint).flatMap(stepsOf);
}

function stepsOf(part: string): string[] {
  const statements = parseStatements(part);
  if (statements.length === 0) return syntaxErrorOf(part) === undefined ? [] : [part.trim()];
  if (!statements.some(({ kind }) => kind === "TransactionStmt")) return [withoutEnd(part)];
  const bytes = Buffer.from(part);
  return statements
    .filter(({ kind }) => kind !== "TransactionStmt")
    .map(({ start, end }) => bytes.subarray(start, end).toString().trim());
}

function withoutEnd(sql: string): string {
  return sql.trim().replace(/;$/, "");
}

/** `-- Current sql file was generated after introspecting the database`, and a comment around everything. */
function uncommented(text: string): string {
  const commented = /^\s*-- Current sql file was generated after introspecting.*?\/\*(.*)\*\/\s*$/s;
  return commented.exec(text)?.[1] ?? text;
}
