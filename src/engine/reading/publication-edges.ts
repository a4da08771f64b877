import type { DependencyEdge, StableId } from "@supabase/pg-delta/core";
import type { Reader } from "../reader.ts";

/**
 * A table is published by its columns where a list or a row filter names them; the engine knows that of the publication as a whole, which
 * it doesn't make again for them. Manual: CREATE PUBLICATION, "Parameters".
 */
export async function readPublicationEdges(reader: Reader): Promise<DependencyEdge[]> {
  const { rows } = await reader.query<{ publication: string; schema: string; table: string; column: string }>(
    query,
  );
  return rows.map(({ publication, schema, table, column }) => ({
    from: { kind: "publicationRel", publication, schema, table } as StableId,
    to: { kind: "column", schema, table, name: column },
    kind: "depends",
  }));
}

const query = `
SELECT p.pubname AS publication, n.nspname AS schema, c.relname AS table, a.attname AS column
FROM pg_publication_rel pr JOIN pg_publication p ON p.oid = pr.prpubid
JOIN pg_class c ON c.oid = pr.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_depend d ON d.classid = 'pg_publication_rel'::regclass AND d.objid = pr.oid
  AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
ORDER BY 1, 2, 3, 4`;
