// What the models leave unnamed has the name that the database gives it, if that is one of Drizzle's: drizzle-orm's, by which it is built,
// or drizzle-kit 1.0's, which migrations of before have made.
import type { Client } from "pg";
import type { FactBase } from "../engine/index.ts";
import type { Statement, Unnamed } from "../models/statement.ts";
import { truncateIdentifier } from "../sql/identifier.ts";
import { quoteIdentifier, quoteName } from "../sql/quote.ts";

/** Of a constraint or an index. */
export type Names = ReadonlySet<string>;

type Place = Pick<Unnamed, "kind" | "schema" | "table" | "name">;

/** The names of constraints and indexes of a schema as it is read. Pure. */
export function namesOf(facts: FactBase): Names {
  const places = facts.facts().flatMap(({ id, parent }): Place[] => {
    if (id.kind === "constraint") return [{ ...id, kind: "constraint" }];
    if (id.kind === "index" && parent?.kind === "table")
      return [{ kind: "index", schema: id.schema, table: parent.name, name: id.name }];
    return [];
  });
  return new Set(places.map(keyOf));
}

/** Those of a database where nothing else is to be read of it. */
export async function readNames(client: Client): Promise<Names> {
  const { rows } = await client.query<Place>(`
    SELECT made.kind, n.nspname AS schema, t.relname AS table, made.name
    FROM (
      SELECT 'constraint' AS kind, conrelid AS "table", conname AS name FROM pg_constraint WHERE contype IN ('p', 'u', 'f')
      UNION ALL SELECT 'index', x.indrelid, i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
    ) AS made JOIN pg_class t ON t.oid = made."table" JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')`);
  return new Set(rows.map(keyOf));
}

/** Gives what the statements have built in `scratch` the names that the database has. */
export async function keepNames(
  scratch: Client,
  statements: readonly Statement[],
  readDatabase: () => Promise<Names>,
): Promise<void> {
  const unnamed = statements.flatMap((statement) => statement.unnamed ?? []);
  if (unnamed.length === 0) return;
  const names = await readDatabase();
  const kept = unnamed.filter((it) => names.has(keyOf({ ...it, name: it.other })) && !names.has(keyOf(it)));
  // The models may give that very name to something else.
  for (const it of kept) await scratch.query(renameTo(it)).catch(() => {});
}

function renameTo({ kind, schema, table, name, other }: Unnamed): string {
  const to = `TO ${quoteIdentifier(other)}`;
  return kind === "index"
    ? `ALTER INDEX ${quoteName(name, schema)} RENAME ${to}`
    : `ALTER TABLE ${quoteName(table, schema)} RENAME CONSTRAINT ${quoteIdentifier(name)} ${to}`;
}

function keyOf({ kind, schema, table, name }: Place): string {
  return JSON.stringify([kind, schema, table, truncateIdentifier(name)]);
}
