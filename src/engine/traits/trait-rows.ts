// The relations that the queries of all traits read from, and how these name an object.

// oid >= 16384 (FirstNormalObjectId): made after initdb.
export const traitRows = `
WITH rel AS MATERIALIZED (
  SELECT c.*, n.nspname AS schema,
    CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materializedView' WHEN 'S' THEN 'sequence'
      WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'c' THEN 'type' WHEN 'f' THEN 'foreignTable' ELSE 'table' END AS kind
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid >= 16384 AND n.nspname !~ '^pg_(toast|temp)' AND n.nspname <> 'information_schema'
), att AS MATERIALIZED (
  SELECT a.*, rel.schema, rel.relname, rel.kind, rel.relkind, rel.relispartition, t.typstorage,
    pg_get_expr(ad.adbin, ad.adrelid) AS expression,
    -- The first parent: what a child's column takes over from.
    (SELECT i.inhparent FROM pg_inherits i WHERE i.inhrelid = a.attrelid AND i.inhseqno = 1) AS parent
  FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
  WHERE rel.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
), inherited AS (
  SELECT a.*, pa.attnum AS parent_number, pa.attstorage AS parent_storage, pa.attcompression AS parent_compression,
    pg_get_expr(pd.adbin, pd.adrelid) AS parent_expression,
    pa.attnotnull AND NOT EXISTS (SELECT FROM pg_constraint con
      WHERE con.conrelid = pa.attrelid AND con.contype = 'n' AND con.conkey = ARRAY[pa.attnum] AND con.connoinherit) AS parent_not_null
  FROM att a JOIN pg_attribute pa ON pa.attrelid = a.parent AND pa.attname = a.attname AND NOT pa.attisdropped
  LEFT JOIN pg_attrdef pd ON pd.adrelid = pa.attrelid AND pd.adnum = pa.attnum
  WHERE a.relkind IN ('r', 'p') AND NOT a.attislocal
)`;

/** A column that is an object of its own, of `att` under the name `a`. */
export const column = "'column', a.schema::text, a.relname::text, a.attname::text";

/** What stands in a schema by itself: a row of `rel`, or what a column is in. */
export function wholeOf(alias: "a" | "rel"): string {
  return `${alias}.kind, ${alias}.schema::text, NULL, ${alias}.relname::text`;
}
