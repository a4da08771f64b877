// Constraints and indexes that the models leave unnamed have the names that the database gives them: other tools, and
// PostgreSQL itself, name them otherwise than drizzle-orm, by whose names they are built.
import type { Client } from "pg";
import { type Catalog, encodeId, extractCatalog, type FactBase, tenantSchema } from "../engine/index.ts";
import type { Statement, Unnamed } from "../models/statement.ts";
import { silentRenames } from "../renames/candidates.ts";
import { type Rename, renameSql } from "../renames/rename.ts";
import { truncateIdentifier } from "../sql/identifier.ts";

/** What the statements have built in `scratch`, with the names of `actual` where it differs in nothing but these. */
export async function keepNames(
  scratch: Client,
  built: Catalog,
  { statements, actual }: { statements: readonly Statement[]; actual: FactBase },
): Promise<Catalog> {
  const renames = keptNames(statements, built.facts, actual);
  if (renames.length === 0) return built;
  for (const sql of renames.flatMap(renameSql)) await scratch.query(sql);
  return extractCatalog(scratch);
}

/** The renames of what the statements have built and don't name to what `actual` calls it. Pure. */
export function keptNames(statements: readonly Statement[], built: FactBase, actual: FactBase): Rename[] {
  const unnamed = new Set(unnamedIn(statements).flatMap(idsOf));
  return silentRenames(built, actual, (id) => unnamed.has(encodeId(id)));
}

/** True when a database has all that the statements don't name under the names that they build it with; quicker than reading it. */
export async function hasNamesOf(client: Client, statements: readonly Statement[]): Promise<boolean> {
  const unnamed = unnamedIn(statements);
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

export function unnamedIn(statements: readonly Statement[]): Unnamed[] {
  return statements.flatMap(({ unnamed = [] }) => unnamed);
}

/** In a project of tenants, what is in no schema is in a tenant's. */
function idsOf({ schema: own, table, name: whole }: Unnamed): string[] {
  const name = truncateIdentifier(whole);
  return (own === "public" ? [own, tenantSchema] : [own]).map((schema) =>
    encodeId(
      table === undefined ? { kind: "index", schema, name } : { kind: "constraint", schema, table, name },
    ),
  );
}
