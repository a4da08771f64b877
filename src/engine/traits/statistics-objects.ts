// The statistics objects of a table, with their targets, comments and owners: to the engine they are no objects.

const table = "rel.kind, rel.schema::text, NULL, rel.relname::text";

/** Parts of the query of read-traits.ts. */
export const statisticsObjects: readonly { readonly sql: string }[] = [
  {
    sql: `SELECT ${table}, 'statistics object:' || quote_ident(sn.nspname) || '.' || quote_ident(st.stxname),
        -- PostgreSQL keeps the columns in the order of the table, whatever was written.
        'CREATE STATISTICS ' || quote_ident(sn.nspname) || '.' || quote_ident(st.stxname)
        || coalesce(substring(pg_get_statisticsobjdef(st.oid) FROM '( \\([a-z, ]+\\)) ON '), '') || ' ON ' || concat_ws(', ',
          (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a
            WHERE a.attrelid = st.stxrelid AND a.attnum = ANY (st.stxkeys)),
          (SELECT string_agg('(' || e || ')', ', ')
            FROM unnest(pg_get_statisticsobjdef_expressions(st.oid)) AS e))
        || ' FROM ' || quote_ident(rel.schema) || '.' || quote_ident(rel.relname)
      FROM rel JOIN pg_statistic_ext st ON st.stxrelid = rel.oid JOIN pg_namespace sn ON sn.oid = st.stxnamespace`,
  },
  {
    sql: `SELECT ${table}, 'statistics target:' || quote_ident(sn.nspname) || '.' || quote_ident(st.stxname), st.stxstattarget::text
      FROM rel JOIN pg_statistic_ext st ON st.stxrelid = rel.oid JOIN pg_namespace sn ON sn.oid = st.stxnamespace
      WHERE st.stxstattarget >= 0`,
  },
  {
    sql: `SELECT ${table}, 'comment on statistics:' || quote_ident(sn.nspname) || '.' || quote_ident(st.stxname), d.description
      FROM rel JOIN pg_statistic_ext st ON st.stxrelid = rel.oid JOIN pg_namespace sn ON sn.oid = st.stxnamespace
      JOIN pg_description d ON d.objoid = st.oid AND d.classoid = 'pg_statistic_ext'::regclass`,
  },
  {
    sql: `SELECT ${table}, 'owner of statistics:' || quote_ident(sn.nspname) || '.' || quote_ident(st.stxname), quote_ident(pg_get_userbyid(st.stxowner))
      FROM rel JOIN pg_statistic_ext st ON st.stxrelid = rel.oid JOIN pg_namespace sn ON sn.oid = st.stxnamespace`,
  },
];
