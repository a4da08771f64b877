const name = `(?:"(?:[^"]|"")*"|[^ ".]+)`;
const shape = (index: string) => `(SELECT substring(pg_get_indexdef(${index})
  FROM '^CREATE (?:UNIQUE )?INDEX ${name} ON (?:ONLY )?${name}\\.${name}( USING .*)$') AS shape)`;

// Of the two parts of a name that is too long, PostgreSQL cuts the longer (makeObjectName in indexcmds.c).
const named = (
  label: string,
) => `CASE WHEN child.columns IS NULL THEN left(child.partition, 62 - length(${label})) || '_' || ${label}
  ELSE (SELECT left(child.partition, room - kept) || '_' || left(child.columns, kept) || '_' || ${label}
    FROM (SELECT 61 - length(${label}) AS room) AS label, LATERAL (SELECT least(length(child.columns),
      greatest(room - length(child.partition), room / 2)) AS kept) AS cut) END`;

// A column that an index has twice it numbers.
const columnsOf = (index: string) => `FROM pg_attribute a JOIN pg_index i ON i.indexrelid = a.attrelid
  LEFT JOIN pg_attribute own ON own.attrelid = i.indrelid AND own.attnum = i.indkey[a.attnum - 1] AND own.attnum > 0
    AND NOT (starts_with(a.attname::text, own.attname::text) AND substr(a.attname, length(own.attname) + 1) ~ '^\\d+$')
  WHERE a.attrelid = ${index}`;

// An index calls its columns as they were called when it was made, and PostgreSQL names that of a new partition by it.
export const oldColumns = `
SELECT CASE WHEN con.oid IS NULL THEN 'index' ELSE 'constraint' END, rel.schema::text,
  CASE WHEN con.oid IS NULL THEN NULL ELSE t.relname::text END, rel.relname::text, 'old columns', called.old
FROM rel JOIN pg_index x ON x.indexrelid = rel.oid JOIN pg_class t ON t.oid = x.indrelid
LEFT JOIN pg_constraint con ON con.conindid = rel.oid AND con.contype IN ('p', 'u', 'x')
CROSS JOIN LATERAL (SELECT string_agg(a.attname, '_' ORDER BY a.attnum),
  string_agg(coalesce(own.attname, a.attname), '_' ORDER BY a.attnum) ${columnsOf("rel.oid")}) AS called (old, now)
WHERE rel.relkind = 'I' AND con.contype IS DISTINCT FROM 'p' AND called.old <> called.now`;

// The indexes on the partitions that belong to an index of the partitioned table, however deep.
export const attached = `
WITH RECURSIVE tree AS (
  SELECT rel.oid AS root, rel.oid AS id FROM rel
  WHERE rel.relkind = 'I' AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = rel.oid)
  UNION ALL SELECT tree.root, i.inhrelid FROM tree JOIN pg_inherits i ON i.inhparent = tree.id
), child AS (
  SELECT tree.root, tree.id, c.relname::text AS index, t.schema || '.' || t.relname AS table, con.contype,
    t.relname::text AS partition, CASE WHEN NOT con.conislocal THEN con.oid END AS constraint,
    array_to_string(c.reloptions, ', ') AS options,
    CASE WHEN con.contype IS DISTINCT FROM 'p' THEN
      (SELECT string_agg(coalesce(own.attname, a.attname), '_' ORDER BY a.attnum) ${columnsOf("tree.id")}) END AS columns,
    CASE con.contype WHEN 'p' THEN 'pkey' WHEN 'u' THEN 'key' WHEN 'x' THEN 'excl' ELSE 'idx' END AS label
  FROM tree JOIN pg_class c ON c.oid = tree.id JOIN pg_index x ON x.indexrelid = tree.id
  JOIN rel AS t ON t.oid = x.indrelid LEFT JOIN pg_constraint con ON con.conindid = tree.id AND con.contype IN ('p', 'u', 'x')
  WHERE tree.id <> tree.root
)
SELECT CASE WHEN con.oid IS NULL THEN 'index' ELSE 'constraint' END, n.nspname::text,
  CASE WHEN con.oid IS NULL THEN NULL ELSE t.relname::text END, r.relname::text, trait.name || ':' || child.table, trait.value
FROM child JOIN pg_class r ON r.oid = child.root JOIN pg_namespace n ON n.oid = r.relnamespace
JOIN pg_index x ON x.indexrelid = child.root JOIN pg_class t ON t.oid = x.indrelid
LEFT JOIN pg_constraint con ON con.conindid = child.root AND con.contype IN ('p', 'u', 'x')
-- Of several on the same columns, PostgreSQL numbers the names.
CROSS JOIN LATERAL (SELECT child.label || coalesce(substring(child.index FROM '\\d+$'), '')) AS numbered (label)
CROSS JOIN LATERAL (SELECT ${named("child.label")}, child.index = ${named("numbered.label")}) AS given (name, is_usual)
CROSS JOIN LATERAL (VALUES
  ('attached', CASE WHEN given.is_usual THEN given.name ELSE child.index END),
  ('attached as', CASE WHEN given.is_usual AND child.index <> given.name THEN child.index END),
  ('attached definition', CASE WHEN con.oid IS NULL AND child.contype IS NULL
    THEN (SELECT nullif(own.shape, above.shape) FROM ${shape("child.id")} AS own, ${shape("child.root")} AS above) END),
  -- Those of an index without a constraint are a part of its definition.
  ('attached options', CASE WHEN con.oid IS NOT NULL AND (child.options IS NOT NULL OR r.reloptions IS NOT NULL)
    THEN coalesce(child.options, '') END),
  ('comment on attached index', obj_description(child.id, 'pg_class')),
  ('comment on attached constraint', obj_description(child.constraint, 'pg_constraint')),
  ('default index', CASE WHEN NOT given.is_usual THEN given.name END)) AS trait (name, value)
WHERE trait.value IS NOT NULL`;
