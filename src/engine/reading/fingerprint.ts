import type { Client, PoolClient } from "pg";

/**
 * A hash of everything in the catalog that a schema change touches, from one query; 32 hex digits. Two equal
 * values taken from one database mean that nothing was changed in between; it says nothing about two databases,
 * since object ids go into it. Row counts, file numbers, freezing and `attoptions` (which some servers
 * stamp with a counter of their own) are left out.
 */
export async function fingerprint(client: Client | PoolClient, stateSchema: string): Promise<string> {
  const { rows } = await client.query<{ fingerprint: string }>(query, [stateSchema]);
  return (rows[0] as { fingerprint: string }).fingerprint;
}

// pg_class.oid >= 16384 (FirstNormalObjectId): made after initdb.
const catalogs: readonly (readonly [table: string, columns: string, where: string])[] = [
  ["pg_namespace", "nspname, nspowner, nspacl", "nspname <> $1 AND nspname !~ '^pg_(temp|toast)'"],
  [
    "pg_class",
    `relname, relnamespace, reloftype, relowner, relam, relpersistence, relkind, relrowsecurity, relforcerowsecurity,
     relispopulated, relreplident, relacl, reloptions, relpartbound, reltablespace`,
    "oid IN (SELECT oid FROM relations)",
  ],
  [
    "pg_attribute",
    `attrelid, attname, atttypid, attnum, atttypmod, attnotnull, attidentity, attgenerated, attisdropped, attislocal,
     attinhcount, attcollation, attstorage, attcompression, attstattarget, attacl, attfdwoptions`,
    "attnum > 0 AND attrelid IN (SELECT oid FROM relations)",
  ],
  ["pg_attrdef", "adrelid, adnum, adbin", "adrelid IN (SELECT oid FROM relations)"],
  ["pg_constraint", "pg_constraint.*", "conrelid = 0 OR conrelid IN (SELECT oid FROM relations)"],
  [
    "pg_index",
    `indexrelid, indrelid, indisunique, indisprimary, indisexclusion, indisvalid, indisreplident, indisclustered, indkey, indcollation,
     indclass, indoption, indexprs, indpred`,
    "indrelid IN (SELECT oid FROM relations)",
  ],
  ["pg_inherits", "inhrelid, inhparent, inhseqno", "inhrelid IN (SELECT oid FROM relations)"],
  [
    "pg_partitioned_table",
    "partrelid, partstrat, partattrs, partexprs",
    "partrelid IN (SELECT oid FROM relations)",
  ],
  [
    "pg_sequence",
    "seqrelid, seqtypid, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle",
    "seqrelid IN (SELECT oid FROM relations)",
  ],
  [
    "pg_rewrite",
    "ev_class, rulename, ev_type, ev_enabled, ev_qual, ev_action",
    "ev_class IN (SELECT oid FROM relations)",
  ],
  [
    "pg_trigger",
    "pg_trigger.*",
    "(NOT tgisinternal OR tgparentid <> 0) AND tgrelid IN (SELECT oid FROM relations)",
  ],
  ["pg_policy", "polrelid, polname, polcmd, polpermissive, polroles, polqual, polwithcheck", "true"],
  [
    "pg_type",
    "typname, typnamespace, typowner, typtype, typnotnull, typbasetype, typtypmod, typcollation, typdefault, typacl",
    "typtype IN ('c', 'd', 'e', 'r', 'm') AND oid >= 16384 AND typrelid = 0",
  ],
  ["pg_enum", "enumtypid, enumsortorder, enumlabel", "true"],
  ["pg_proc", "pg_proc.*", "oid >= 16384"],
  ["pg_collation", "pg_collation.*", "oid >= 16384"],
  ["pg_aggregate", "pg_aggregate.*", "aggfnoid >= 16384"],
  ["pg_extension", "extname, extnamespace, extversion", "true"],
  [
    "pg_description",
    "objoid, classoid, objsubid, description",
    `(objoid >= 16384 OR classoid = 'pg_catalog.pg_namespace'::regclass) AND objoid NOT IN (
       SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1)`,
  ],
  ["pg_event_trigger", "evtname, evtevent, evtfoid, evtenabled, evttags", "true"],
  ["pg_statistic_ext", "pg_statistic_ext.*", "true"],
  ["pg_default_acl", "pg_default_acl.*", "true"],
  ["pg_foreign_data_wrapper", "pg_foreign_data_wrapper.*", "true"],
  ["pg_foreign_server", "pg_foreign_server.*", "true"],
  ["pg_foreign_table", "pg_foreign_table.*", "true"],
  ["pg_publication", "pg_publication.*", "true"],
  [
    // What an extension owns, and what a publication publishes.
    "pg_depend",
    "classid, objid, objsubid, refclassid, refobjid, deptype",
    "refclassid IN ('pg_catalog.pg_extension'::regclass, 'pg_catalog.pg_publication'::regclass)",
  ],
];

const query = `
WITH relations AS MATERIALIZED (
  SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid >= 16384 AND n.nspname <> $1 AND n.nspname !~ '^pg_(temp|toast)'
)
SELECT md5(string_agg(h, '' ORDER BY catalog)) AS fingerprint FROM (
${catalogs
  .map(
    ([table, columns, where]) =>
      `SELECT '${table}' AS catalog, coalesce(md5(string_agg(r, ',' ORDER BY r)), '') AS h ` +
      `FROM (SELECT md5(ROW(${columns})::text) AS r FROM pg_catalog.${table} WHERE ${where}) AS rows`,
  )
  .join("\nUNION ALL\n")}
) AS hashes`;
