import type { DependencyEdge, StableId } from "@supabase/pg-delta/core";
import type { Reader } from "../reader.ts";
import { classMembers } from "./operators.ts";

/**
 * With a range type PostgreSQL makes its multirange and the functions that build both, and with a type of an extension its
 * array type. The engine doesn't know that what uses one of them needs the range type, or the extension; nor that what uses an operator,
 * a cast or an operator class needs its functions. `search_path` must be `pg_catalog`. Manual: CREATE TYPE, "Range Types", "Array Types".
 */
export async function readImplicitEdges(reader: Reader): Promise<DependencyEdge[]> {
  const { rows } = await reader.query<{ user: StableId; needed: StableId }>(query);
  return rows.map(({ user, needed }) => ({ from: user, to: needed, kind: "depends" }));
}

// oid >= 16384 (FirstNormalObjectId): made after initdb.
const query = `
WITH ${classMembers}, range AS (
  SELECT r.rngtypid AS range, 'pg_type'::regclass AS class, t.oid
  FROM pg_range r JOIN pg_type t ON t.oid = r.rngmultitypid OR t.typelem = r.rngmultitypid AND t.typcategory = 'A'
  WHERE r.rngtypid >= 16384
  UNION ALL SELECT r.rngtypid, 'pg_proc'::regclass, d.objid
  FROM pg_range r JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (r.rngtypid, r.rngmultitypid)
    AND d.classid = 'pg_proc'::regclass AND d.deptype = 'i'
  WHERE r.rngtypid >= 16384
), made AS (
  SELECT jsonb_build_object('kind', 'type', 'schema', n.nspname, 'name', t.typname) AS owner, range.class, range.oid
  FROM range JOIN pg_type t ON t.oid = range.range JOIN pg_namespace n ON n.oid = t.typnamespace
  UNION ALL SELECT jsonb_build_object('kind', 'extension', 'name', e.extname), d.classid, t.typarray
  FROM pg_extension e JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
  JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
  UNION ALL SELECT jsonb_build_object('kind', 'function', 'schema', n.nspname, 'name', p.proname,
    'args', ARRAY(SELECT format_type(a.t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY a.n)), via.class, via.oid
  FROM (
    SELECT 'pg_operator'::regclass AS class, oid, oprcode::oid AS function FROM pg_operator
    UNION ALL SELECT 'pg_cast'::regclass, oid, castfunc FROM pg_cast
    UNION ALL SELECT 'pg_opclass'::regclass, member.of, p.amproc
    FROM member JOIN pg_amproc p ON member.class = 'pg_amproc'::regclass AND p.oid = member.oid
    UNION ALL SELECT 'pg_opclass'::regclass, member.of, o.oprcode
    FROM member JOIN pg_amop a ON member.class = 'pg_amop'::regclass AND a.oid = member.oid JOIN pg_operator o ON o.oid = a.amopopr
  ) AS via JOIN pg_proc p ON p.oid = via.function JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE via.oid >= 16384
), rel AS (
  SELECT c.oid, c.relkind, n.nspname AS schema, c.relname AS name,
    CASE c.relkind WHEN 'c' THEN 'type' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materializedView' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' END AS kind
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid >= 16384
), part AS (
  SELECT 'pg_class'::regclass AS class, attrelid AS oid, attnum::int AS subid, attrelid AS rel, 'column' AS kind, attname AS name FROM pg_attribute
  UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, 0, adrelid, 'default', attname
    FROM pg_attrdef d JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
  UNION ALL SELECT 'pg_constraint'::regclass, oid, 0, conrelid, 'constraint', conname FROM pg_constraint
  UNION ALL SELECT 'pg_class'::regclass, conindid, 0, conrelid, 'constraint', conname FROM pg_constraint WHERE contype IN ('p', 'u', 'x')
  UNION ALL SELECT 'pg_policy'::regclass, oid, 0, polrelid, 'policy', polname FROM pg_policy
  UNION ALL SELECT 'pg_trigger'::regclass, oid, 0, tgrelid, 'trigger', tgname FROM pg_trigger
  UNION ALL SELECT 'pg_rewrite'::regclass, oid, 0, ev_class, 'rule', rulename FROM pg_rewrite WHERE rulename <> '_RETURN'
)
SELECT DISTINCT used.id AS "user", made.owner AS needed
FROM made JOIN pg_depend d ON d.refclassid = made.class AND d.refobjid = made.oid AND d.deptype = 'n'
CROSS JOIN LATERAL (
  SELECT jsonb_build_object('kind', part.kind, 'schema', rel.schema, 'table', rel.name, 'name', part.name)
  FROM part JOIN rel ON rel.oid = part.rel
  WHERE part.class = d.classid AND part.oid = d.objid AND part.subid = d.objsubid AND rel.kind IS DISTINCT FROM 'type'
  UNION ALL SELECT jsonb_build_object('kind', rel.kind, 'schema', rel.schema, 'name', rel.name) FROM rel
  WHERE d.classid = 'pg_class'::regclass AND rel.oid = d.objid AND rel.kind IS NOT NULL
    OR d.classid = 'pg_rewrite'::regclass AND rel.oid = (SELECT ev_class FROM pg_rewrite w WHERE w.oid = d.objid AND rulename = '_RETURN')
  UNION ALL SELECT jsonb_build_object('kind', 'domain', 'schema', un.nspname, 'name', u.typname)
  FROM pg_type u JOIN pg_namespace un ON un.oid = u.typnamespace
  WHERE d.classid = 'pg_type'::regclass AND u.oid = d.objid
  UNION ALL SELECT jsonb_build_object('kind', CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END,
    'schema', pn.nspname, 'name', p.proname,
    'args', ARRAY(SELECT format_type(a.t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY a.n))
  FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace
  WHERE d.classid = 'pg_proc'::regclass AND p.oid = d.objid
) AS used (id)
ORDER BY 1, 2`;
