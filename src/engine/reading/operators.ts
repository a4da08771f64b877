import type { StableId } from "@supabase/pg-delta/core";
import type { Reader } from "../reader.ts";

export interface OperatorObject {
  /** Its class and OID in the database that was read, which a rename of what it stands on does not change. */
  readonly key: string;
  /** As DROP calls it. A class goes with the family that it has to itself. */
  readonly kind: "ACCESS METHOD" | "CAST" | "OPERATOR" | "OPERATOR CLASS" | "OPERATOR FAMILY";
  /** The rest of a DROP: `(character varying AS public.mood)`. */
  readonly object: string;
  /** What makes it, and comments on it. */
  readonly statements: readonly string[];
  /** The types and functions of one's own that it stands on. */
  readonly needs: readonly StableId[];
}

/**
 * Operators and casts of functions of one's own, which views and checks may use, and which keep their functions from being dropped;
 * operator classes and access methods, which tables and indexes may use. `search_path` must be `pg_catalog`.
 * Manual: CREATE OPERATOR, CREATE CAST, CREATE OPERATOR CLASS, CREATE ACCESS METHOD.
 */
export async function readOperators(reader: Reader): Promise<OperatorObject[]> {
  return (await reader.query<OperatorObject>(query)).rows;
}

/**
 * `alone`: classes of one's own that have a family of their name to themselves. `member`: the operators and functions of each class; of
 * those all that their family has.
 */
export const classMembers = `alone AS (
  SELECT c.oid, f.oid AS family FROM pg_opclass c JOIN pg_opfamily f ON f.oid = c.opcfamily
  WHERE c.oid >= 16384 AND (f.opfnamespace, f.opfname) = (c.opcnamespace, c.opcname)
    AND NOT EXISTS (SELECT FROM pg_opclass other WHERE other.opcfamily = f.oid AND other.oid <> c.oid)
), member AS (
  SELECT classid AS class, objid AS oid, refobjid AS of FROM pg_depend WHERE refclassid = 'pg_opclass'::regclass AND deptype = 'i'
  UNION SELECT 'pg_amop'::regclass, a.oid, alone.oid FROM alone JOIN pg_amop a ON a.amopfamily = alone.family
  UNION SELECT 'pg_amproc'::regclass, p.oid, alone.oid FROM alone JOIN pg_amproc p ON p.amprocfamily = alone.family
)`;

/** Each gives: catalog, oid, kind, object, definition (what follows CREATE). */
const operators = `
SELECT 'pg_operator'::regclass AS class, o.oid, 'OPERATOR' AS kind,
  format('%s.%s (%s, %s)', o.oprnamespace::regnamespace, o.oprname,
    CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END, format_type(o.oprright, NULL)) AS object,
  format('OPERATOR %s.%s (%s)', o.oprnamespace::regnamespace, o.oprname, concat_ws(', ',
    'FUNCTION = ' || o.oprcode::text,
    'LEFTARG = ' || CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END,
    'RIGHTARG = ' || format_type(o.oprright, NULL),
    'COMMUTATOR = ' || (SELECT sql FROM name WHERE name.oid = o.oprcom),
    'NEGATOR = ' || (SELECT sql FROM name WHERE name.oid = o.oprnegate),
    'RESTRICT = ' || CASE WHEN o.oprrest <> 0 THEN o.oprrest::text END,
    'JOIN = ' || CASE WHEN o.oprjoin <> 0 THEN o.oprjoin::text END,
    CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END)) AS definition
FROM pg_operator o WHERE o.oprcode <> 0`;

const casts = `
SELECT 'pg_cast'::regclass, c.oid, 'CAST', pair.text, format('CAST %s%s%s', pair.text,
  CASE castmethod WHEN 'f' THEN ' WITH FUNCTION ' || castfunc::regprocedure::text WHEN 'i' THEN ' WITH INOUT' ELSE ' WITHOUT FUNCTION' END,
  CASE castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END)
FROM pg_cast c
CROSS JOIN LATERAL format('(%s AS %s)', format_type(castsource, NULL), format_type(casttarget, NULL)) AS pair (text)`;

const accessMethods = `
SELECT 'pg_am'::regclass, oid, 'ACCESS METHOD', quote_ident(amname), format('ACCESS METHOD %I TYPE %s HANDLER %s', amname,
  CASE amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END, amhandler::text)
FROM pg_am`;

const families = `
SELECT 'pg_opfamily'::regclass, f.oid, 'OPERATOR FAMILY', family.text, 'OPERATOR FAMILY ' || family.text
FROM pg_opfamily f JOIN pg_am m ON m.oid = f.opfmethod
CROSS JOIN LATERAL format('%s.%I USING %I', f.opfnamespace::regnamespace, f.opfname, m.amname) AS family (text)
WHERE f.oid NOT IN (SELECT opcfamily FROM pg_opclass WHERE (opcnamespace, opcname) = (f.opfnamespace, f.opfname))`;

/**
 * A class without a family of another name gets one of its own, and what that has beside it, as GiST's have all, comes with the class.
 * What another family has beside its classes no CREATE OPERATOR CLASS would bring back, so those are left alone.
 */
const classes = `
SELECT 'pg_opclass'::regclass, c.oid,
  CASE WHEN c.oid IN (SELECT oid FROM alone) THEN 'OPERATOR FAMILY' ELSE 'OPERATOR CLASS' END,
  format('%s.%I USING %I', c.opcnamespace::regnamespace, c.opcname, m.amname),
  format('OPERATOR CLASS %s.%I%s FOR TYPE %s USING %I%s AS %s', c.opcnamespace::regnamespace, c.opcname,
    CASE WHEN c.opcdefault THEN ' DEFAULT' END, format_type(c.opcintype, NULL), m.amname,
    ' FAMILY ' || CASE WHEN NOT has.own THEN format('%s.%I', f.opfnamespace::regnamespace, f.opfname) END,
    concat_ws(', ', (
      SELECT string_agg(format('OPERATOR %s %s.%s (%s, %s)%s', a.amopstrategy, o.oprnamespace::regnamespace, o.oprname,
        format_type(a.amoplefttype, NULL), format_type(a.amoprighttype, NULL),
        ' FOR ORDER BY ' || (SELECT format('%s.%I', s.opfnamespace::regnamespace, s.opfname) FROM pg_opfamily s WHERE s.oid = a.amopsortfamily)),
        ', ' ORDER BY a.amopstrategy, a.oid)
      FROM member JOIN pg_amop a ON member.class = 'pg_amop'::regclass AND a.oid = member.oid JOIN pg_operator o ON o.oid = a.amopopr
      WHERE member.of = c.oid
    ), (
      SELECT string_agg(format('FUNCTION %s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, NULL),
        format_type(p.amprocrighttype, NULL), p.amproc::regprocedure), ', ' ORDER BY p.amprocnum, p.oid)
      FROM member JOIN pg_amproc p ON member.class = 'pg_amproc'::regclass AND p.oid = member.oid
      WHERE member.of = c.oid
    ), 'STORAGE ' || CASE WHEN c.opckeytype <> 0 THEN format_type(c.opckeytype, NULL) END))
FROM pg_opclass c JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN pg_am m ON m.oid = c.opcmethod
CROSS JOIN LATERAL (SELECT (f.opfnamespace, f.opfname) = (c.opcnamespace, c.opcname)) AS has (own)
WHERE c.oid IN (SELECT oid FROM alone) OR NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.refclassid = 'pg_opfamily'::regclass AND d.refobjid = f.oid
    AND d.classid <> 'pg_opclass'::regclass AND d.deptype <> 'n'
)`;

/** What an object may need. A multirange comes with its range. */
const needed = `
SELECT 'pg_type'::regclass AS class, t.oid, jsonb_build_object('schema', n.nspname, 'name', own.typname, 'kind',
  CASE WHEN own.typtype = 'd' THEN 'domain'
    ELSE CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materializedView' ELSE 'type' END END) AS id
FROM pg_type t CROSS JOIN LATERAL (SELECT CASE t.typcategory WHEN 'A' THEN t.typelem ELSE t.oid END) AS element (oid)
LEFT JOIN pg_range r ON r.rngmultitypid = element.oid JOIN pg_type own ON own.oid = coalesce(r.rngtypid, element.oid)
JOIN pg_namespace n ON n.oid = own.typnamespace LEFT JOIN pg_class c ON c.oid = own.typrelid
WHERE own.oid >= 16384
UNION ALL SELECT 'pg_proc'::regclass, p.oid, jsonb_build_object('kind', 'function', 'schema', n.nspname, 'name', p.proname,
  'args', ARRAY(SELECT format_type(a.t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY a.n))
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.oid >= 16384`;

// oid >= 16384 (FirstNormalObjectId): made after initdb; 'i': with a range type. An operator that is named before it is made is a shell
// until then. A class needs what its operators do.
const query = `
WITH ${classMembers}, name AS (
  SELECT oid, format('OPERATOR(%s.%s)', oprnamespace::regnamespace, oprname) AS sql FROM pg_operator
), own AS (${[operators, casts, accessMethods, families, classes].join("\nUNION ALL")}
), needed AS (${needed}
), direct AS (
  SELECT d.classid AS class, d.objid AS oid, d.refclassid, d.refobjid FROM pg_depend d WHERE d.deptype <> 'i'
  UNION ALL SELECT 'pg_opclass'::regclass, member.of, d.refclassid, d.refobjid
  FROM member JOIN pg_depend d ON d.classid = member.class AND d.objid = member.oid
), used AS (
  SELECT * FROM direct
  UNION ALL SELECT direct.class, direct.oid, d.refclassid, d.refobjid
  FROM direct JOIN pg_depend d ON direct.refclassid = 'pg_operator'::regclass AND d.classid = direct.refclassid AND d.objid = direct.refobjid
)
SELECT concat_ws(' ', class, oid) AS key, kind, object, array_remove(ARRAY['CREATE ' || definition,
  'COMMENT ON ' || CASE class WHEN 'pg_opclass'::regclass THEN 'OPERATOR CLASS' ELSE kind END || ' ' || object || ' IS ' ||
  quote_literal(obj_description(oid, class::name)),
  'COMMENT ON OPERATOR FAMILY ' || object || ' IS ' ||
  (SELECT quote_literal(obj_description(alone.family, 'pg_opfamily')) FROM alone WHERE class = 'pg_opclass'::regclass AND alone.oid = own.oid)
  ], NULL) AS statements,
  ARRAY(SELECT DISTINCT needed.id FROM used JOIN needed ON needed.class = used.refclassid AND needed.oid = used.refobjid
    WHERE used.class = own.class AND used.oid = own.oid ORDER BY 1) AS needs
FROM own
WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = own.class AND d.objid = own.oid AND d.deptype IN ('e', 'i'))
ORDER BY own.class = 'pg_opclass'::regclass, statements`;
