import { readFile } from "node:fs/promises";
import type { Statement } from "./statement.ts";

interface Parsed {
  readonly stmt?: object;
  /** Bytes from the start of the text. */
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

/**
 * The statements of a `.sql` file, each for itself, so that those which need a table of another file can wait for it.
 * What sets the session (`SET search_path = …`, as pg_dump writes it) is set again for every statement
 * below it; BEGIN and COMMIT mean nothing here. A text that the parser doesn't know stays whole: the server will judge it.
 */
export async function readSqlSource(file: string): Promise<Statement[]> {
  // pg_dump's guard against statements smuggled in is for psql alone.
  const text = (await readFile(file, "utf8")).replace(/^\\(un)?restrict .*$/gm, "");
  const parser = await import("libpg-query");
  await parser.loadModule();
  const bytes = Buffer.from(text);
  const statements: Statement[] = [];
  let session = "";
  for (const { stmt = {}, stmt_location: start = 0, stmt_len: length } of parse(parser.parseSync, text)) {
    const part = bytes.subarray(start, length === undefined ? undefined : start + length).toString();
    const sql = part.trim();
    const [type = ""] = Object.keys(stmt);
    if (type === "TransactionStmt") continue;
    if (/^(RESET|DISCARD) ALL/i.test(withoutComments(sql))) session = "";
    else if (type === "VariableSetStmt" || /^SELECT pg_catalog\.set_config\(/i.test(withoutComments(sql))) {
      session += `${sql};\n`;
    } else {
      const before =
        bytes.subarray(0, start).toString() + part.slice(0, part.length - part.trimStart().length);
      const line = before.split("\n").length;
      statements.push({
        sql,
        kind: "sql",
        name: firstLine(sql),
        file,
        line,
        ...(session !== "" && { session }),
      });
    }
  }
  return statements;
}

function parse(parseSync: (sql: string) => { stmts?: Parsed[] }, text: string): Parsed[] {
  try {
    return parseSync(text).stmts ?? [];
  } catch {
    return [{}];
  }
}

function withoutComments(sql: string): string {
  return sql.replace(/^(\s*--.*\n)*\s*/, "");
}

/** What stands for a name in messages. */
function firstLine(sql: string): string {
  return withoutComments(sql).split("\n", 1)[0]?.slice(0, 60) ?? "";
}
