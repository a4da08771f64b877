import type { Client } from "pg";
import { VarveError } from "../errors.ts";
import { quoteName } from "../sql/quote.ts";
import type { DrizzleMigration } from "./drizzle-migrations.ts";

/** A row of drizzle-orm's own table. */
export interface AppliedRow {
  readonly hash: string;
  /** Milliseconds since 1970; that of the migration, not that of its application. */
  readonly when: number;
}

/**
 * What drizzle-orm recorded as applied; nothing in an empty database. Error: DRIZZLE_STATE_UNKNOWN for one that holds tables,
 * but not drizzle-orm's own.
 */
export async function readApplied(client: Client, table: string, stateSchema: string): Promise<AppliedRow[]> {
  const [name = "", schema] = table.split(".").reverse();
  try {
    const { rows } = await client.query<{ hash: string; created_at: string | null }>(
      `SELECT hash, created_at FROM ${quoteName(name, schema)} ORDER BY created_at, id`,
    );
    return rows.map(({ hash, created_at }) => ({ hash, when: Number(created_at) }));
  } catch (error) {
    if (!["42P01", "3F000"].includes((error as { code?: string }).code ?? "")) throw error;
    if (await holdsTables(client, stateSchema)) throw tableMissing(table);
    return [];
  }
}

async function holdsTables(client: Client, stateSchema: string): Promise<boolean> {
  const query = `SELECT EXISTS (
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND c.oid >= 16384 AND nspname <> $1
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
  ) AS found`;
  const { rows } = await client.query<{ found: boolean }>(query, [stateSchema]);
  return rows[0]?.found === true;
}

function tableMissing(table: string): VarveError {
  return new VarveError("DRIZZLE_STATE_UNKNOWN", {
    message: `The database holds tables, but not ${table}, where drizzle-orm records what it has applied.`,
    hint: "Name the table that it uses: --table schema.name (`migrations` in drizzle.config). If none of the migrations is applied here, adopt with an empty database first (--url), then say where this one is: varve stamp.",
    details: { table },
  });
}

/**
 * How many of the migrations, from the first on, are applied. Pure.
 * Error: DRIZZLE_STATE_UNKNOWN for a row that belongs to none of them, and for one that was passed over.
 */
export function countApplied(migrations: readonly DrizzleMigration[], rows: readonly AppliedRow[]): number {
  const applied = new Set<DrizzleMigration>();
  for (const { hash, when } of rows) {
    const candidates = migrations.filter((each) => each.hashes.includes(hash) && !applied.has(each));
    const found = candidates.find((each) => each.when === when) ?? candidates[0];
    if (found === undefined) throw unknownRow(migrations, { hash, when });
    applied.add(found);
  }
  const missing = migrations.slice(0, applied.size).filter((each) => !applied.has(each));
  if (missing.length > 0) throw passedOver(missing);
  return applied.size;
}

function unknownRow(migrations: readonly DrizzleMigration[], { hash, when }: AppliedRow): VarveError {
  const edited = migrations.find((each) => each.when === when);
  return new VarveError("DRIZZLE_STATE_UNKNOWN", {
    message:
      edited === undefined
        ? `The database has applied a migration that is not in the folder (hash ${hash.slice(0, 12)}…, made ${new Date(when).toISOString()}).`
        : `The database has applied ${edited.tag}, but the file was changed since (hash ${hash.slice(0, 12)}… is recorded).`,
    hint: "Put the file back as it was when it was applied. Or bring the database to where the folder is, adopt with an empty database (--url), and say where this one is: varve stamp head.",
    details: { hash, when, ...(edited !== undefined && { migration: edited.tag }) },
  });
}

function passedOver(missing: readonly DrizzleMigration[]): VarveError {
  const tags = missing.map(({ tag }) => tag);
  return new VarveError("DRIZZLE_STATE_UNKNOWN", {
    message: `The database has later migrations, but not ${tags.join(", ")}: drizzle-orm passes over what was added below.`,
    hint: "Apply what is missing (psql -f), record it in drizzle-orm's table, and run the command again.",
    details: { missing: tags },
  });
}
