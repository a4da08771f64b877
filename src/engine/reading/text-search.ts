import type { Reader } from "../reader.ts";

export interface TextSearchObject {
  /** `public.english_unaccent`, as a `regconfig` is printed; null for a dictionary and a mapping. */
  readonly configuration: string | null;
  readonly sql: string;
}

/**
 * Text search dictionaries and configurations as statements, in an order in which they can be made; parsers and templates are
 * written in C, so they come with extensions. `search_path` must be `pg_catalog`. Manual: 12.7 "Configuration Example".
 */
export async function readTextSearch(reader: Reader): Promise<TextSearchObject[]> {
  return (await reader.query<TextSearchObject>(query)).rows;
}

// oid >= 16384 (FirstNormalObjectId): made after initdb.
const query = `
WITH own AS (
  SELECT 1 AS place, oid, NULL AS configuration, format(
    'CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %s%s)', dictnamespace::regnamespace::name, dictname,
    (SELECT format('%I.%I', tmplnamespace::regnamespace::name, tmplname) FROM pg_ts_template t WHERE t.oid = dicttemplate),
    ', ' || dictinitoption) AS sql
  FROM pg_ts_dict
  UNION ALL SELECT 2, oid, format('%I.%I', cfgnamespace::regnamespace::name, cfgname), format(
    'CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %s)', cfgnamespace::regnamespace::name, cfgname,
    (SELECT format('%I.%I', prsnamespace::regnamespace::name, prsname) FROM pg_ts_parser p WHERE p.oid = cfgparser))
  FROM pg_ts_config
  UNION ALL SELECT 3, c.oid, NULL, format(
    'ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s', c.cfgnamespace::regnamespace::name, c.cfgname, token.alias,
    string_agg(format('%I.%I', d.dictnamespace::regnamespace::name, d.dictname), ', ' ORDER BY m.mapseqno))
  FROM pg_ts_config c JOIN pg_ts_config_map m ON m.mapcfg = c.oid JOIN pg_ts_dict d ON d.oid = m.mapdict
  JOIN LATERAL ts_token_type(c.cfgparser) AS token ON token.tokid = m.maptokentype
  WHERE c.oid >= 16384
  GROUP BY c.oid, c.cfgnamespace, c.cfgname, token.alias
)
SELECT configuration, sql FROM own
WHERE oid >= 16384 AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.objid = own.oid AND d.deptype = 'e'
    AND d.classid = CASE own.place WHEN 1 THEN 'pg_ts_dict'::regclass ELSE 'pg_ts_config'::regclass END
)
ORDER BY place, sql`;
