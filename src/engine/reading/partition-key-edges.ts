import type { DependencyEdge } from "@supabase/pg-delta/core";
import type { Reader } from "../reader.ts";

interface Row {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly owner_schema: string;
  readonly owner_table: string;
  readonly key: string;
  readonly is_index: boolean;
}

/**
 * A foreign key to a partition needs the partition's key, which comes and goes with that of the partitioned table: to the engine
 * only the latter is there.
 */
export async function readPartitionKeyEdges(reader: Reader): Promise<DependencyEdge[]> {
  const { rows } = await reader.query<Row>(query);
  return rows.map(({ schema, table, name, owner_schema, owner_table, key, is_index }) => ({
    from: { kind: "constraint", schema, table, name },
    to: is_index
      ? { kind: "index", schema: owner_schema, name: key }
      : { kind: "constraint", schema: owner_schema, table: owner_table, name: key },
    kind: "depends",
  }));
}

const query = `
WITH RECURSIVE above AS (
  SELECT con.oid, i.inhparent AS index FROM pg_constraint con JOIN pg_inherits i ON i.inhrelid = con.conindid
  WHERE con.contype = 'f' AND con.conparentid = 0
  UNION ALL SELECT above.oid, i.inhparent FROM above JOIN pg_inherits i ON i.inhrelid = above.index
)
SELECT n.nspname::text AS schema, c.relname::text AS table, con.conname::text AS name,
  own.nspname::text AS owner_schema, oc.relname::text AS owner_table,
  coalesce(k.conname, ic.relname)::text AS key, k.oid IS NULL AS is_index
FROM above
JOIN pg_constraint con ON con.oid = above.oid
JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_index x ON x.indexrelid = above.index
JOIN pg_class ic ON ic.oid = x.indexrelid
JOIN pg_class oc ON oc.oid = x.indrelid JOIN pg_namespace own ON own.oid = oc.relnamespace
LEFT JOIN pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
WHERE NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = above.index)`;
