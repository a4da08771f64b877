import type { Client } from "pg";

/**
 * Whether the database holds anything beyond what Drizzle declares: cheap to ask, where reading the whole catalog only
 * to find that nothing was left out would not be. True may be too careful, false is certain.
 */
export async function mayHoldUncovered(client: Client, stateSchema: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(query, [stateSchema]);
  return (rows[0] as { found: boolean }).found;
}

// oid >= 16384 (FirstNormalObjectId): made after initdb.
const made = [
  "pg_am",
  "pg_proc",
  "pg_collation",
  "pg_cast",
  "pg_conversion",
  "pg_event_trigger",
  "pg_foreign_data_wrapper",
  "pg_language",
  "pg_opclass",
  "pg_operator",
  "pg_opfamily",
  "pg_publication",
  "pg_statistic_ext",
  "pg_transform",
  "pg_ts_config",
  "pg_ts_dict",
  "pg_ts_parser",
  "pg_ts_template",
];

const query = `
SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql')
${made.map((catalog) => `OR EXISTS (SELECT FROM pg_catalog.${catalog} WHERE oid >= 16384)`).join("\n")}
OR EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE NOT tgisinternal)
OR EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE oid >= 16384 AND rulename <> '_RETURN')
OR EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid >= 16384 AND typtype IN ('d', 'r'))
OR EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid >= 16384 AND relkind IN ('c', 'f'))
OR EXISTS (
  SELECT FROM pg_catalog.pg_description d LEFT JOIN pg_catalog.pg_class c ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid
  WHERE d.objoid >= 16384 AND c.relnamespace IS DISTINCT FROM (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = $1)
) AS found`;
