// Constraints and indexes that the models leave unnamed have the names that the database gives them: drizzle-kit 1.0 and PostgreSQL name them
// otherwise than drizzle-orm, by which they are built.
import type { Client } from "pg";
import { type Catalog, encodeId, extractCatalog } from "../engine/index.ts";
import type { Statement, Unnamed } from "../models/statement.ts";
import { silentRenames } from "../renames/candidates.ts";
import { renameSql } from "../renames/rename.ts";
import { truncateIdentifier } from "../sql/identifier.ts";

/** What the statements have built in `scratch`, with the names of `actual` where it differs in nothing but these. */
export async function keepNames(
  scratch: Client,
  built: Catalog,
  { statements, actual }: { statements: readonly Statement[]; actual: Catalog },
): Promise<Catalog> {
  const unnamed = unnamedBy(statements);
  const renames = silentRenames(built.facts, actual.facts).filter(({ from }) => unnamed.has(encodeId(from)));
  if (renames.length === 0) return built;
  for (const sql of renames.flatMap(renameSql)) await scratch.query(sql);
  return extractCatalog(scratch);
}

/** True when a database has all of these under the names that they are built with; quicker than reading it. */
export async function hasNamesOf(client: Client, statements: readonly Statement[]): Promise<boolean> {
  const unnamed = statements.flatMap((statement) => statement.unnamed ?? []);
  if (unnamed.length === 0) return true;
  const { rows } = await client.query<{ all: boolean }>(
    `SELECT NOT EXISTS (
      SELECT FROM unnest($1::text[], $2::text[], $3::text[]) AS unnamed(schema, "table", name)
      WHERE (schema, coalesce("table", ''), name) NOT IN (
        SELECT n.nspname::text, '', i.relname::text FROM pg_class i JOIN pg_namespace n ON n.oid = i.relnamespace
        WHERE i.relkind IN ('i', 'I')
        UNION ALL SELECT n.nspname::text, t.relname::text, k.conname::text
        FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
      )
    ) AS "all"`,
    [
      unnamed.map(({ schema }) => schema),
      unnamed.map(({ table }) => table),
      unnamed.map(({ name }) => truncateIdentifier(name)),
    ],
  );
  return rows[0]?.all === true;
}

/** The encoded ids of what the statements make and the models don't name. */
export function unnamedBy(statements: readonly Statement[]): ReadonlySet<string> {
  return new Set(statements.flatMap(({ unnamed = [] }) => unnamed.map(idOf)));
}

function idOf({ schema, table, name: whole }: Unnamed): string {
  const name = truncateIdentifier(whole);
  return encodeId(
    table === undefined ? { kind: "index", schema, name } : { kind: "constraint", schema, table, name },
  );
}
