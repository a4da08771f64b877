import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { query } from "./migrations.ts";

const count = 40;

export const lastOfMany = idOf(count - 1);

/**
 * A project with a chain of forty revisions, for runs that are disturbed: tables with rows, indexes that are built beside
 * them, rows changed in batches and by functions. Returns its folder.
 */
export async function createManyRevisions(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "varve-many-"));
  await mkdir(path.join(folder, "migrations"));
  await mkdir(path.join(folder, "node_modules"));
  await symlink(path.join(import.meta.dirname, "../.."), path.join(folder, "node_modules/varve"));
  await writeFile(path.join(folder, "varve.config.mjs"), 'export default { models: ["./none.ts"] };');
  for (let index = 0; index < count; index += 1) {
    await writeFile(path.join(folder, "migrations", `${idOf(index)}_many.mjs`), revisionText(index));
  }
  return folder;
}

function idOf(index: number): string {
  return `r${String(index).padStart(3, "0")}`;
}

function revisionText(index: number): string {
  const table = `t${index}`;
  const steps = [
    `sql\`CREATE TABLE ${table} (id int PRIMARY KEY, n int NOT NULL)\``,
    `sql\`INSERT INTO ${table} SELECT g, 0 FROM generate_series(1, 300) g\``,
    ...(index % 3 === 0 ? [`sql\`CREATE INDEX CONCURRENTLY ${table}_n ON ${table} (n)\``] : []),
    ...(index % 4 === 0 ? [`backfill({ table: "${table}", set: { n: "n + 1" }, batchSize: 50 })`] : []),
    ...(index % 5 === 0
      ? [`run(async ({ session }) => { await session.execute("UPDATE ${table} SET n = n + 10"); })`]
      : []),
  ];
  return `import { backfill, revision, run, sql } from "varve/migrations";
export default revision({ id: "${idOf(index)}", revises: [${index === 0 ? "" : `"${idOf(index - 1)}"`}], message: "one of many",
  createdAt: "2026-01-01T00:00:00Z", up: [${steps.join(", ")}], down: [sql\`DROP TABLE ${table}\`] });`;
}

/** At head: every object once, nothing invalid, the rows right, each revision once in the history. */
export async function expectManyApplied(url: string): Promise<void> {
  const ask = (sql: string) => query(url, sql);
  const tables = Array.from({ length: count }, (_, index) => {
    const n = (index % 4 === 0 ? 1 : 0) + (index % 5 === 0 ? 10 : 0);
    return [`t${index}`, 300, n, n];
  });
  const looks = tables.map(([table]) => `SELECT '${table}', count(*)::int, min(n), max(n) FROM ${table}`);
  expect(await ask(looks.join(" UNION ALL "))).toEqual(tables);
  const invalid = "SELECT count(*)::int FROM pg_index WHERE NOT indisvalid OR NOT indisready";
  expect(await ask(invalid)).toEqual([[0]]);
  const built = "SELECT count(*)::int FROM pg_class WHERE relkind = 'i' AND relname LIKE 't%\\_n%'";
  expect(await ask(built)).toEqual([[Math.ceil(count / 3)]]);
  const history =
    "SELECT count(*)::int, count(DISTINCT revision)::int, count(*) FILTER (WHERE finished_at IS NULL)::int FROM varve.history";
  expect(await ask(history)).toEqual([[count, count, 0]]);
  expect(await ask("SELECT revision FROM varve.heads")).toEqual([[lastOfMany]]);
}
