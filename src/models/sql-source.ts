import { readFile } from "node:fs/promises";
import { loadParser, parseStatements } from "../sql/parser.ts";
import type { Statement } from "./statement.ts";

/**
 * The statements of a `.sql` file, each for itself, so that those which need a table of another file can wait for it.
 * What sets the session (`SET search_path = …`, as pg_dump writes it) is set again for every statement
 * below it; BEGIN and COMMIT mean nothing here. A text that the parser doesn't know stays whole: the server will judge it.
 */
export async function readSqlSource(file: string): Promise<Statement[]> {
  await loadParser();
  // pg_dump's guard against statements smuggled in is for psql alone.
  const text = (await readFile(file, "utf8")).replace(/^\\(un)?restrict .*$/gm, "");
  const bytes = Buffer.from(text);
  const parsed = parseStatements(text);
  const statements: Statement[] = [];
  let session = "";
  let [offset, line] = [0, 1];
  for (const { kind, start, end } of parsed.length > 0
    ? parsed
    : [{ kind: "", start: 0, end: bytes.length }]) {
    const part = bytes.subarray(start, end).toString();
    const sql = part.trim();
    const first = start + Buffer.byteLength(part) - Buffer.byteLength(part.trimStart());
    line += newlines(bytes.subarray(offset, first));
    offset = first;
    const command = withoutLeadingComments(sql);
    if (kind === "TransactionStmt" || command === "") continue;
    if (/^(RESET|DISCARD) ALL/i.test(command)) session = "";
    else if (kind === "VariableSetStmt" || /^SELECT pg_catalog\.set_config\(/i.test(command))
      session += `${sql};\n`;
    else {
      const name = command.split("\n", 1)[0]?.slice(0, 60) ?? "";
      statements.push({ sql, kind: "sql", name, file, line, ...(session !== "" && { session }) });
    }
  }
  return statements;
}

function newlines(bytes: Buffer): number {
  return bytes.toString("latin1").split("\n").length - 1;
}

function withoutLeadingComments(sql: string): string {
  return sql.replace(/^(\s*--.*(\n|$))*\s*/, "");
}
