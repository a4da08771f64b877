// What the engine's extractor doesn't read of an object, in one query: each trait that is not as it is by default.
import { encodeId, type StableId } from "@supabase/pg-delta/core";
import type { Reader } from "../reader.ts";
import { attached, oldColumns } from "./attached-query.ts";
import { columnRights } from "./column-rights.ts";
import { foreignOptions } from "./foreign-options.ts";
import { statisticsObjects } from "./statistics-objects.ts";
import { storedColumns } from "./stored-columns.ts";

/** Traits by the encoded id of the object they are on: `storage` → `EXTERNAL`, `comment on column:x` → `…`. */
export type Traits = ReadonlyMap<string, Readonly<Record<string, string>>>;

interface Row {
  readonly kind: StableId["kind"];
  readonly schema: string;
  readonly table: string | null;
  readonly name: string;
  readonly trait: string;
  readonly value: string;
}

/** Reads them; `search_path` must be `pg_catalog`, so that names come qualified. */
export async function readTraits(reader: Reader): Promise<Traits> {
  const { rows: versions } = await reader.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int / 10000 AS version",
  );
  const version = versions[0]?.version ?? 0;
  const queries = sources.filter(({ since = 0 }) => version >= since).map(({ sql }) => sql);
  const { rows } = await reader.query<Row>(
    `${common}\nSELECT * FROM (\n${queries.join("\nUNION ALL\n")}\n) AS found (kind, schema, "table", name, trait, value) ORDER BY 1, 2, 3, 4, 5`,
  );
  const traits = new Map<string, Record<string, string>>();
  for (const { kind, schema, table, name, trait, value } of rows) {
    const key = encodeId({ kind, schema, ...(table === null ? {} : { table }), name } as StableId);
    const own = traits.get(key) ?? {};
    own[trait] = value;
    traits.set(key, own);
  }
  return traits;
}

// oid >= 16384 (FirstNormalObjectId): made after initdb.
const common = `
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
  SELECT a.*, pa.attnum AS parent_number, pg_get_expr(pd.adbin, pd.adrelid) AS parent_expression,
    pa.attnotnull AND NOT EXISTS (SELECT FROM pg_constraint con
      WHERE con.conrelid = pa.attrelid AND con.contype = 'n' AND con.conkey = ARRAY[pa.attnum] AND con.connoinherit) AS parent_not_null
  FROM att a JOIN pg_attribute pa ON pa.attrelid = a.parent AND pa.attname = a.attname AND NOT pa.attisdropped
  LEFT JOIN pg_attrdef pd ON pd.adrelid = pa.attrelid AND pd.adnum = pa.attnum
  WHERE a.relkind IN ('r', 'p') AND NOT a.attislocal
)`;

const column = "'column', a.schema::text, a.relname::text, a.attname::text";
const wholeOf = (alias: string) => `${alias}.kind, ${alias}.schema::text, NULL, ${alias}.relname::text`;

const sources: readonly { readonly since?: number; readonly sql: string }[] = [
  ...storedColumns,
  { sql: foreignOptions },
  {
    since: 18,
    sql: `SELECT 'column', a.schema::text, a.relname::text, a.attname::text, 'not null name', con.conname::text
      FROM att a JOIN pg_constraint con ON con.conrelid = a.attrelid AND con.contype = 'n' AND con.conkey = ARRAY[a.attnum]
      WHERE con.conislocal AND a.relkind IN ('r', 'p')`,
  },
  {
    since: 17,
    sql: `SELECT 'domain', n.nspname::text, NULL, t.typname::text, 'not null name', con.conname::text
      FROM pg_constraint con JOIN pg_type t ON t.oid = con.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE con.contype = 'n' AND t.oid >= 16384`,
  },
  {
    since: 18,
    sql: `SELECT 'column', a.schema::text, a.relname::text, a.attname::text, 'not null',
        concat_ws(' ', CASE WHEN con.connoinherit THEN 'NO INHERIT' END, CASE WHEN NOT con.convalidated THEN 'NOT VALID' END)
      FROM att a JOIN pg_constraint con ON con.conrelid = a.attrelid AND con.contype = 'n' AND con.conkey = ARRAY[a.attnum]
      WHERE con.conislocal AND (con.connoinherit OR NOT con.convalidated) AND a.relkind IN ('r', 'p')`,
  },
  {
    since: 18,
    sql: `SELECT ${column}, 'virtual', 'true' FROM att a WHERE a.attgenerated = 'v'`,
  },
  {
    // The text beside it is written once, by the search_path and the names of that moment.
    sql: `SELECT 'domain', n.nspname::text, NULL, t.typname::text, 'default expression', pg_get_expr(t.typdefaultbin, 'pg_type'::regclass)
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd' AND t.oid >= 16384 AND t.typdefaultbin IS NOT NULL`,
  },
  {
    sql: `SELECT ${wholeOf("a")}, 'default:' || a.attname, coalesce(a.expression, '')
      FROM inherited a WHERE a.expression IS DISTINCT FROM a.parent_expression AND a.attgenerated = '' AND a.attidentity = ''`,
  },
  {
    sql: `SELECT ${wholeOf("a")}, 'generated:' || a.attname, a.expression
      FROM inherited a WHERE a.expression IS DISTINCT FROM a.parent_expression AND a.attgenerated <> ''`,
  },
  {
    sql: `SELECT ${wholeOf("a")}, 'not null:' || a.attname,
        coalesce(nullif(concat_ws(' ', CASE WHEN con.connoinherit THEN 'NO INHERIT' END, CASE WHEN NOT con.convalidated THEN 'NOT VALID' END), ''), 'true')
      FROM inherited a LEFT JOIN pg_constraint con ON con.conrelid = a.attrelid AND con.contype = 'n' AND con.conkey = ARRAY[a.attnum]
      WHERE a.attnotnull AND NOT a.parent_not_null`,
  },
  {
    since: 18,
    sql: `SELECT ${wholeOf("a")}, 'not null name:' || a.attname, con.conname::text
      FROM inherited a JOIN pg_constraint con ON con.conrelid = a.attrelid AND con.contype = 'n' AND con.conkey = ARRAY[a.attnum]
      WHERE a.attnotnull AND NOT a.parent_not_null`,
  },
  {
    // See ground/attached-not-null.ts.
    since: 18,
    sql: `SELECT ${wholeOf("a")}, 'attached not null:' || a.attname, json_build_array(above.conname, con.conname)::text
      FROM inherited a JOIN pg_constraint con ON con.conrelid = a.attrelid AND con.contype = 'n' AND con.conkey = ARRAY[a.attnum]
      JOIN pg_constraint above ON above.conrelid = a.parent AND above.contype = 'n' AND above.conkey = ARRAY[a.parent_number]
      WHERE a.relispartition AND above.conname <> con.conname`,
  },
  {
    sql: `SELECT ${wholeOf("a")}, 'default:' || a.attname, a.expression
      FROM att a WHERE a.relkind = 'v' AND a.expression IS NOT NULL`,
  },
  {
    sql: `SELECT ${wholeOf("a")}, 'comment on column:' || a.attname, d.description
      FROM att a JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
      WHERE a.relkind IN ('v', 'm', 'c') OR NOT a.attislocal`,
  },
  {
    sql: `SELECT ${wholeOf("rel")}, 'cluster', i.relname::text
      FROM rel JOIN pg_index x ON x.indrelid = rel.oid AND x.indisclustered JOIN pg_class i ON i.oid = x.indexrelid`,
  },
  {
    sql: `SELECT ${wholeOf("rel")}, 'replica identity', i.relname::text
      FROM rel JOIN pg_index x ON x.indrelid = rel.oid AND x.indisreplident JOIN pg_class i ON i.oid = x.indexrelid
      WHERE rel.relreplident = 'i'`,
  },
  {
    sql: `SELECT ${wholeOf("rel")}, 'access method', am.amname::text
      FROM rel JOIN pg_am am ON am.oid = rel.relam WHERE rel.relkind IN ('r', 'p', 'm') AND am.amname <> 'heap'`,
  },
  {
    sql: `SELECT ${wholeOf("rel")}, 'tablespace', ts.spcname::text
      FROM rel JOIN pg_tablespace ts ON ts.oid = rel.reltablespace WHERE rel.kind IN ('table', 'materializedView', 'index')`,
  },
  {
    sql: `SELECT ${wholeOf("rel")}, 'of type', format_type(rel.reloftype, NULL) FROM rel WHERE rel.reloftype <> 0`,
  },
  {
    sql: `SELECT ${wholeOf("rel")}, 'toast options', string_agg('toast.' || o, ', ' ORDER BY o)
      FROM rel JOIN pg_class toast ON toast.oid = rel.reltoastrelid, unnest(toast.reloptions) AS o
      GROUP BY rel.kind, rel.schema, rel.relname`,
  },
  {
    // The numbers that PostgreSQL keeps have gaps once a parent was left.
    sql: `SELECT ${wholeOf("rel")},
        'parent:"' || replace(pn.nspname, '"', '""') || '"."' || replace(p.relname, '"', '""') || '"', i.place::text
      FROM rel JOIN (SELECT *, row_number() OVER (PARTITION BY inhrelid ORDER BY inhseqno) AS place FROM pg_inherits) AS i
        ON i.inhrelid = rel.oid
      JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE i.place > 1 AND rel.kind = 'table'`,
  },
  ...statisticsObjects,
  { sql: columnRights },
  {
    sql: `SELECT ${wholeOf("rel")}, 'unlogged', 'true'
      FROM rel WHERE rel.relkind = 'S' AND rel.relpersistence = 'u'
        -- The sequence of an identity column goes with its table.
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = rel.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'i')`,
  },
  {
    sql: `SELECT 'constraint', rel.schema::text, rel.relname::text, con.conname::text, 'index options',
        array_to_string(i.reloptions, ', ')
      FROM rel JOIN pg_constraint con ON con.conrelid = rel.oid AND con.contype IN ('p', 'u', 'x')
      JOIN pg_class i ON i.oid = con.conindid WHERE i.reloptions IS NOT NULL AND con.conislocal`,
  },
  {
    sql: `SELECT 'constraint', rel.schema::text, rel.relname::text, con.conname::text, 'comment on index', d.description
      FROM rel JOIN pg_constraint con ON con.conrelid = rel.oid AND con.contype IN ('p', 'u', 'x')
      JOIN pg_description d ON d.objoid = con.conindid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
      WHERE con.conislocal`,
  },
  {
    sql: `SELECT ${wholeOf("rel")}, 'statistics:' || a.attnum, a.attstattarget::text
      FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND coalesce(a.attstattarget, -1) >= 0
      WHERE rel.kind = 'index'`,
  },
  {
    // A check that a table has from a parent, where it is NOT VALID.
    sql: `SELECT ${wholeOf("rel")}, 'validated check:' || con.conname, 'true'
      FROM rel JOIN pg_constraint con ON con.conrelid = rel.oid AND con.contype = 'c' AND con.convalidated AND NOT con.conislocal
      WHERE EXISTS (SELECT FROM pg_inherits i JOIN pg_constraint above ON above.conrelid = i.inhparent
        WHERE i.inhrelid = rel.oid AND above.conname = con.conname AND above.contype = 'c' AND NOT above.convalidated)`,
  },
  { sql: `(${attached})` },
  { sql: oldColumns },
  {
    // A partition's row trigger that is switched otherwise than the one it is a clone of, at the top.
    sql: `(WITH RECURSIVE clone AS (
        SELECT t.oid, t.tgenabled AS top FROM pg_trigger t WHERE t.tgparentid = 0 AND NOT t.tgisinternal
        UNION ALL SELECT t.oid, clone.top FROM clone JOIN pg_trigger t ON t.tgparentid = clone.oid)
      SELECT ${wholeOf("rel")}, 'cloned trigger:' || t.tgname, t.tgenabled::text
      FROM clone JOIN pg_trigger t ON t.oid = clone.oid AND t.tgenabled <> clone.top
      JOIN rel ON rel.oid = t.tgrelid)`,
  },
  {
    // The columns of a view, as far as PostgreSQL cares when it is replaced; of a materialized one their types.
    sql: `SELECT ${wholeOf("a")}, 'columns',
        string_agg('"' || replace(a.attname, '"', '""') || '" ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attcollation::regcollation, E'\\n' ORDER BY a.attnum)
      FROM att a WHERE a.relkind IN ('v', 'm') GROUP BY a.kind, a.schema, a.relname`,
  },
  {
    // What a refresh changes is no difference between two schemas.
    sql: `SELECT ${wholeOf("rel")}, 'no data', 'true' FROM rel WHERE rel.relkind = 'm' AND NOT rel.relispopulated`,
  },
];
