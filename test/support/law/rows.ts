// The rows of a database, and which of them a change did not have to lose.
import type { Client } from "pg";

interface Table {
  types: Record<string, string>;
  values: Record<string, unknown>[];
  /** The tables that the rows of a partitioned table are in. */
  leaves: string | null;
}

export type Rows = Map<string, Table>;

export async function readRows(client: Client): Promise<Rows> {
  const { rows: tables } = await client.query<Omit<Table, "values"> & { name: string }>(`
    SELECT c.oid::regclass::text AS name,
      CASE c.relkind WHEN 'p' THEN
        (SELECT string_agg(relid::text, ',' ORDER BY relid::text) FROM pg_partition_tree(c.oid)) END AS leaves,
      coalesce(json_object_agg(a.attname, format_type(a.atttypid, a.atttypmod)) FILTER (WHERE a.attgenerated = ''), '{}') AS types
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
    GROUP BY c.oid`);
  const rows: Rows = new Map();
  for (const { name, types, leaves } of tables) {
    const only = leaves === null ? "ONLY " : "";
    const { rows: values } = await client.query(`SELECT to_jsonb(t.*) AS value FROM ${only}${name} AS t`);
    rows.set(name, { types, leaves, values: values.map(({ value }) => value) });
  }
  return rows;
}

export interface Comparison {
  before: Rows;
  after: Rows;
  /** The rows in between, where the change has been taken back: what was dropped there had to be lost. */
  between?: Rows;
  /** `table.column`, or `table`, as hazards name them: not looked at. */
  lossy?: readonly string[];
}

/** Tables whose rows, and columns whose values, were to stay and are other ones now. */
export function lostRows({ before, after, between, lossy = [] }: Comparison): string[] {
  return [...before].flatMap(([name, old]) => {
    const now = after.get(name);
    const via = between === undefined ? now : between.get(name);
    const bare = name.replaceAll('"', "");
    if (now === undefined || via === undefined || lossy.includes(bare)) return [];
    // The rows of another set of partitions are other rows; each of the partitions is looked at by itself.
    if (old.leaves !== null && now.leaves !== null && old.leaves !== via.leaves) return [];
    const kept = Object.entries(old.types)
      .filter(([column, type]) => (between === undefined ? now.types[column] === type : column in via.types))
      .map(([column]) => column)
      .filter((column) => !lossy.includes(`${bare}.${column}`));
    const project = (rows: Record<string, unknown>[]) =>
      rows.map((row) => JSON.stringify(kept.map((column) => plain(row[column])))).sort();
    const [had, has] = [project(old.values), project(now.values)];
    if (JSON.stringify(had) === JSON.stringify(has)) return [];
    return [`rows of ${name} (${kept.join(", ")}) were ${had.slice(0, 5)} and are ${has.slice(0, 5)}`];
  });
}

/**
 * A text that became a number and a text again may be written with more zeros; a value within a row may have become a text, and a
 * field may have come with the row type.
 */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== null);
    return Object.fromEntries(fields.map(([name, field]) => [name, plain(field)]));
  }
  return typeof value === "string" && /^\d+\.?\d*$/.test(value) ? Number(value) : value;
}

/** Materialized views by name, and whether they can be read. */
export async function readFilled(client: Client): Promise<Map<string, boolean>> {
  const { rows } = await client.query<{ name: string; filled: boolean }>(
    "SELECT oid::regclass::text AS name, relispopulated AS filled FROM pg_class WHERE relkind = 'm'",
  );
  return new Map(rows.map(({ name, filled }) => [name, filled]));
}

/** Those that could be read and now can't. */
export function emptiedViews(before: Map<string, boolean>, after: Map<string, boolean>): string[] {
  const emptied = [...before].filter(([name, filled]) => filled && after.get(name) === false);
  return emptied.map(([name]) => `materialized view ${name} has no data any more`);
}
