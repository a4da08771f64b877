import type { Reader } from "../reader.ts";

/**
 * Operators and casts of functions of one's own as statements, which views and checks may use, and which keep their functions from
 * being dropped; access methods, which tables and indexes may use. `search_path` must be `pg_catalog`.
 * Manual: CREATE OPERATOR, CREATE CAST, CREATE ACCESS METHOD.
 */
export async function readOperators(reader: Reader): Promise<string[]> {
  const { rows } = await reader.query<{ sql: string }>(query);
  return rows.map(({ sql }) => sql);
}

// oid >= 16384 (FirstNormalObjectId): made after initdb. What is named before it is made is a shell until then.
const query = `
WITH name AS (
  SELECT oid, format('OPERATOR(%I.%s)', oprnamespace::regnamespace::name, oprname) AS sql FROM pg_operator
), own AS (
  SELECT 'pg_operator'::regclass AS class, o.oid, format('CREATE OPERATOR %I.%s (%s)', o.oprnamespace::regnamespace::name, o.oprname,
    concat_ws(', ', 'FUNCTION = ' || o.oprcode::text,
      'LEFTARG = ' || CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END,
      'RIGHTARG = ' || format_type(o.oprright, NULL),
      'COMMUTATOR = ' || (SELECT sql FROM name WHERE name.oid = o.oprcom), 'NEGATOR = ' || (SELECT sql FROM name WHERE name.oid = o.oprnegate),
      'RESTRICT = ' || CASE WHEN o.oprrest <> 0 THEN o.oprrest::text END, 'JOIN = ' || CASE WHEN o.oprjoin <> 0 THEN o.oprjoin::text END,
      CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END)) AS sql
  FROM pg_operator o WHERE o.oprcode <> 0
  UNION ALL SELECT 'pg_cast'::regclass, oid, format('CREATE CAST (%s AS %s) %s%s', format_type(castsource, NULL), format_type(casttarget, NULL),
    CASE castmethod WHEN 'f' THEN 'WITH FUNCTION ' || castfunc::regprocedure::text WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
    CASE castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END)
  FROM pg_cast
  UNION ALL SELECT 'pg_am'::regclass, oid, format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', amname,
    CASE amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END, amhandler::text)
  FROM pg_am
)
SELECT sql FROM own
WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = own.class AND d.objid = own.oid AND d.deptype = 'e')
ORDER BY sql`;
