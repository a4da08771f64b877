// The text of a drizzle-kit migration as steps of a revision. Pure; the parser has to be loaded.
import { VarveError } from "../errors.ts";
import { parseStatements, syntaxErrorOf } from "../sql/parser.ts";

const breakpoint = "--> statement-breakpoint";

/**
 * One step for each part between breakpoints. BEGIN and COMMIT are left out: a revision is a transaction, and what cannot
 * run in one runs by itself. A first migration that drizzle-kit's pull wrote, all of it a comment, is taken out of it.
 * Error: ADOPTION_FAILED for a ROLLBACK or a savepoint: what it takes back can't be told.
 */
export function migrationSteps(text: string): string[] {
  return uncommented(text).split(breakpoint).flatMap(stepsOf);
}

function stepsOf(part: string): string[] {
  const statements = parseStatements(part);
  if (statements.length === 0) return syntaxErrorOf(part) === undefined ? [] : [part.trim()];
  const brackets = statements.filter(({ kind }) => kind === "TransactionStmt");
  if (brackets.length === 0) return [withoutEnd(part)];
  for (const { node, text } of brackets) {
    const { TransactionStmt } = node as { TransactionStmt?: { kind?: string } };
    if (!plainBrackets.has(TransactionStmt?.kind)) throw notPlain(text);
  }
  return statements.filter((statement) => !brackets.includes(statement)).map(({ text }) => text);
}

const plainBrackets = new Set<string | undefined>([
  "TRANS_STMT_BEGIN",
  "TRANS_STMT_START",
  "TRANS_STMT_COMMIT",
]);

function notPlain(sql: string): VarveError {
  return new VarveError("ADOPTION_FAILED", {
    message: `A migration says ${sql}, and a revision is one transaction.`,
    hint: "Take out what is rolled back where no database has applied the file; otherwise start from the database: varve init --from-database.",
  });
}

function withoutEnd(sql: string): string {
  return sql.trim().replace(/;$/, "");
}

/** `-- Current sql file was generated after introspecting the database`, and a comment around everything. */
function uncommented(text: string): string {
  const commented = /^\s*-- Current sql file was generated after introspecting.*?\/\*(.*)\*\/\s*$/s;
  return commented.exec(text)?.[1] ?? text;
}
