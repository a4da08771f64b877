import type { StableId } from "@supabase/pg-delta/core";
import type { Reader } from "../reader.ts";

/** Foreign tables that are partitions or inherit, of which the engine reads neither the parent nor the columns. */
export async function readForeignPartitions(reader: Reader): Promise<StableId[]> {
  const { rows } = await reader.query<{ schema: string; name: string }>(query);
  return rows.map(({ schema, name }) => ({ kind: "foreignTable", schema, name }));
}

const query = `
SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'f' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
ORDER BY 1, 2`;
