import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";

export interface Sketch {
  revises?: string[];
  dependsOn?: string[];
  labels?: string[];
  preflight?: { message: string; prepare?: string; sql: string; hint: string }[];
  up?: string[];
  down?: string[];
}

const api = path.join(import.meta.dirname, "../../src/revisions/declare.ts");

let seconds = 0;

/** The text of a revision file; `up` and `down` are TypeScript: `` sql`…` ``, `run(…)`. */
export function revisionText(id: string, sketch: Sketch = {}): string {
  const { revises = [], dependsOn = [], labels = [], preflight = [], up = [], down = [] } = sketch;
  seconds += 1;
  const createdAt = new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
  const data = { id, revises, dependsOn, labels, preflight, message: `make ${id}`, createdAt };
  return `import { backfill, revision, run, sql } from ${JSON.stringify(api)};
export default revision({ ...${JSON.stringify(data)}, up: [${up.join(", ")}], down: [${down.join(", ")}] });`;
}

export interface MigrationsFolder {
  /** To be passed to every command. */
  config: { models: string[]; migrations: string };
  cwd: string;
  add(id: string, sketch?: Sketch): Promise<void>;
}

/** A project in a temporary folder with revisions only. */
export async function createMigrations(sketches: Record<string, Sketch> = {}): Promise<MigrationsFolder> {
  const cwd = await mkdtemp(path.join(tmpdir(), "varve-migrations-"));
  const add = (id: string, sketch?: Sketch) =>
    writeFile(path.join(cwd, `${id}_test.ts`), revisionText(id, sketch));
  for (const [id, sketch] of Object.entries(sketches)) await add(id, sketch);
  return { cwd, config: { models: ["./none.ts"], migrations: "." }, add };
}

/** The SQL steps of a chain `a, b, c …`, each making and dropping a table of its own name. */
export function chain(...ids: string[]): Record<string, Sketch> {
  return Object.fromEntries(
    ids.map((id, index) => [
      id,
      {
        revises: index === 0 ? [] : [ids[index - 1] as string],
        up: [`sql\`CREATE TABLE ${id} (id int)\``],
        down: [`sql\`DROP TABLE ${id}\``],
      },
    ]),
  );
}

/** The rows of a query, each an array, on a connection of its own. */
export async function query(url: string, sql: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}
