import type { DependencyEdge } from "@supabase/pg-delta/core";
import type { Reader } from "../reader.ts";

interface Row {
  readonly table_schema: string;
  readonly table: string;
  readonly schema: string;
  readonly name: string;
  readonly args: string[];
}

/**
 * A table needs the functions that its partition key calls (pg_partitioned_table.partexprs), which the engine does not read.
 * `search_path` must be `pg_catalog`.
 */
export async function readPartitionKeyRoutines(reader: Reader): Promise<DependencyEdge[]> {
  const { rows } = await reader.query<Row>(query);
  return rows.map(({ table_schema, table, schema, name, args }) => ({
    from: { kind: "table", schema: table_schema, name: table },
    to: { kind: "function", schema, name, args },
    kind: "depends",
  }));
}

const query = `
SELECT DISTINCT n.nspname::text AS table_schema, c.relname::text AS table, pn.nspname::text AS schema, p.proname::text AS name,
  ARRAY(SELECT format_type(a.t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY a.n) AS args
FROM pg_partitioned_table k
JOIN pg_class c ON c.oid = k.partrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0 AND d.refclassid = 'pg_proc'::regclass
JOIN pg_proc p ON p.oid = d.refobjid JOIN pg_namespace pn ON pn.oid = p.pronamespace
ORDER BY 1, 2, 3, 4, 5`;
