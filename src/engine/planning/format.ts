import { formatSqlStatements } from "@supabase/pg-delta/sql-format";

/** One statement on readable lines: a column a line, a clause a line. Names, literals and bodies stay as they are. */
export function formatSql(sql: string): string {
  const [, head, body] = viewStatement.exec(sql) ?? [];
  if (head !== undefined && body !== undefined) return `${head} AS\n ${body.replace(/;?\s*$/, "")}`;
  // PostgreSQL has laid it out already.
  if (/^CREATE OR REPLACE (FUNCTION|PROCEDURE) /.test(sql)) return sql.trimEnd();
  // The formatter takes a carriage return for a part of the line break, also within a literal.
  if (sql.includes("\r")) return sql;
  const [formatted] = formatSqlStatements([sql], {
    keywordCase: "preserve",
    maxWidth: 100,
    alignColumns: false,
  });
  return (formatted ?? sql).trimEnd().replace(/;$/, "");
}

/** The query of a view comes from PostgreSQL, which has laid it out already. */
const viewStatement =
  /^(CREATE (?:OR REPLACE )?(?:MATERIALIZED )?VIEW (?:"(?:[^"]|"")*"|[^"])*?) AS\s+(\S.*)$/s;
