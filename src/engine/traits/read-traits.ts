// What the engine's extractor doesn't read of an object, in one query: each trait that is not as it is by default.
import { encodeId, type StableId } from "@supabase/pg-delta/core";
import type { Reader } from "../reader.ts";
import type { TraitSource } from "./trait.ts";
import { column, traitRows, wholeOf } from "./trait-rows.ts";
import { traitSources } from "./traits.ts";

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

/** Reads them; `search_path` must be `pg_catalog`, so that names come qualified. `version`: the server's, its major part. */
export async function readTraits(reader: Reader, version: number): Promise<Traits> {
  const queries = [...traitSources, ...told]
    .filter(({ since = 0 }) => version >= since)
    .map(({ sql }) => sql);
  const { rows } = await reader.query<Row>(
    `${traitRows}\nSELECT * FROM (\n${queries.join("\nUNION ALL\n")}\n) AS found (kind, schema, "table", name, trait, value) ORDER BY 1, 2, 3, 4, 5`,
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

/** What is known of an object beside its traits: it is no difference by itself. */
const told: readonly TraitSource[] = [
  { since: 18, sql: `SELECT ${column}, 'virtual', 'true' FROM att a WHERE a.attgenerated = 'v'` },
  {
    // The text beside it is written once, by the search_path and the names of that moment.
    sql: `SELECT 'domain', n.nspname::text, NULL, t.typname::text, 'default expression', pg_get_expr(t.typdefaultbin, 'pg_type'::regclass)
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd' AND t.oid >= 16384 AND t.typdefaultbin IS NOT NULL`,
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
