import type { StableId } from "@supabase/pg-delta/core";
import type { Reader } from "../reader.ts";

export interface OperatorObject {
  /** `cast (character varying AS public.mood)` */
  readonly name: string;
  /** The statement that makes it. */
  readonly sql: string;
  /** The types and functions of one's own that it stands on. */
  readonly needs: readonly StableId[];
}

/**
 * Operators and casts of functions of one's own, which views and checks may use, and which keep their functions from being dropped;
 * access methods, which tables and indexes may use. `search_path` must be `pg_catalog`.
 * Manual: CREATE OPERATOR, CREATE CAST, CREATE ACCESS METHOD.
 */
export async function readOperators(reader: Reader): Promise<OperatorObject[]> {
  return (await reader.query<OperatorObject>(query)).rows;
}

// oid >= 16384 (FirstNormalObjectId): made after initdb. What is named before it is made is a shell until then.
const query = `
WITH name AS (
  SELECT oid, format('OPERATOR(%I.%s)', oprnamespace::regnamespace::name, oprname) AS sql FROM pg_operator
), own AS (
  SELECT 'pg_operator'::regclass AS class, o.oid, format('OPERATOR %I.%s', o.oprnamespace::regnamespace::name, o.oprname) AS object,
    format(' (%s, %s)', CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END, format_type(o.oprright, NULL)) AS of,
    format(' (%s)', concat_ws(', ', 'FUNCTION = ' || o.oprcode::text,
      'LEFTARG = ' || CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END,
      'RIGHTARG = ' || format_type(o.oprright, NULL),
      'COMMUTATOR = ' || (SELECT sql FROM name WHERE name.oid = o.oprcom), 'NEGATOR = ' || (SELECT sql FROM name WHERE name.oid = o.oprnegate),
      'RESTRICT = ' || CASE WHEN o.oprrest <> 0 THEN o.oprrest::text END, 'JOIN = ' || CASE WHEN o.oprjoin <> 0 THEN o.oprjoin::text END,
      CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END)) AS definition
  FROM pg_operator o WHERE o.oprcode <> 0
  UNION ALL SELECT 'pg_cast'::regclass, oid, format('CAST (%s AS %s)', format_type(castsource, NULL), format_type(casttarget, NULL)), '',
    CASE castmethod WHEN 'f' THEN ' WITH FUNCTION ' || castfunc::regprocedure::text WHEN 'i' THEN ' WITH INOUT' ELSE ' WITHOUT FUNCTION' END ||
    CASE castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END
  FROM pg_cast
  UNION ALL SELECT 'pg_am'::regclass, oid, format('ACCESS METHOD %I', amname), '', format(' TYPE %s HANDLER %s',
    CASE amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END, amhandler::text)
  FROM pg_am
), needed AS (
  SELECT 'pg_type'::regclass AS class, t.oid, jsonb_build_object('schema', n.nspname, 'name', own.typname, 'kind',
    CASE WHEN own.typtype = 'd' THEN 'domain' WHEN own.typtype = 'c' AND c.relkind <> 'c' THEN 'table' ELSE 'type' END) AS id
  FROM pg_type t JOIN pg_type own ON own.oid = CASE t.typcategory WHEN 'A' THEN t.typelem ELSE t.oid END
  JOIN pg_namespace n ON n.oid = own.typnamespace LEFT JOIN pg_class c ON c.oid = own.typrelid
  WHERE own.oid >= 16384
  UNION ALL SELECT 'pg_proc'::regclass, p.oid, jsonb_build_object('kind', 'function', 'schema', n.nspname, 'name', p.proname,
    'args', ARRAY(SELECT format_type(a.t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY a.n))
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.oid >= 16384
)
SELECT object || own.of AS name, format('CREATE %s%s', object, definition) AS sql,
  ARRAY(SELECT DISTINCT needed.id FROM pg_depend d JOIN needed ON needed.class = d.refclassid AND needed.oid = d.refobjid
    WHERE d.classid = own.class AND d.objid = own.oid ORDER BY 1) AS needs
FROM own
WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = own.class AND d.objid = own.oid AND d.deptype = 'e')
ORDER BY sql`;
