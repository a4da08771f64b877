import { formatSqlStatements } from "@supabase/pg-delta/sql-format";

/** One statement on readable lines: a column a line, a clause a line. Names, literals and bodies stay as they are. */
export function formatSql(sql: string): string {
  const [formatted] = formatSqlStatements([sql], {
    keywordCase: "preserve",
    maxWidth: 100,
    alignColumns: false,
  });
  return (formatted ?? sql).trimEnd().replace(/;$/, "");
}
