// How the columns of tables and materialized views are stored, where it is not as their types have it.

/** Of a column, or of a part of the materialized view that it is in. */
const ofColumn = (trait: string) => `CASE a.relkind WHEN 'm' THEN a.kind ELSE 'column' END, a.schema::text,
  CASE WHEN a.relkind <> 'm' THEN a.relname::text END, CASE a.relkind WHEN 'm' THEN a.relname::text ELSE a.attname::text END,
  '${trait}' || CASE a.relkind WHEN 'm' THEN ':' || a.attname ELSE '' END`;

/** Parts of the query of read-traits.ts. */
export const storedColumns: readonly { readonly sql: string }[] = [
  {
    sql: `SELECT ${ofColumn("storage")},
        CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END
      FROM att a WHERE a.relkind IN ('r', 'p', 'm') AND a.attstorage <> a.typstorage`,
  },
  {
    sql: `SELECT ${ofColumn("compression")}, CASE a.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END
      FROM att a WHERE a.relkind IN ('r', 'p', 'm') AND a.attcompression <> ''`,
  },
  {
    sql: `SELECT ${ofColumn("statistics")}, a.attstattarget::text
      FROM att a WHERE a.relkind IN ('r', 'p', 'm') AND coalesce(a.attstattarget, -1) >= 0`,
  },
  {
    // Some minor versions stamp every column with a counter of their own.
    sql: `SELECT ${ofColumn("options")}, string_agg(o, ', ' ORDER BY o)
      FROM att a, unnest(a.attoptions) AS o WHERE a.relkind IN ('r', 'p', 'm') AND o NOT LIKE 'pg\\_attver=%'
      GROUP BY a.kind, a.relkind, a.schema, a.relname, a.attname`,
  },
];
