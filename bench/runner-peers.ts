// The runner's peers on the same revisions, each as a process of its own. They are no dependencies: one that is not
// installed is said to be missing.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a revision of the bench does: one table. */
export interface PlainRevision {
  readonly id: string;
  readonly up: string;
  readonly down: string;
}

export interface Peer {
  readonly name: string;
  apply(url: string): Promise<unknown>;
  /** Commands that only look, by what they are called. */
  readonly looks: Readonly<Record<string, (url: string) => Promise<unknown>>>;
}

/** The peers that are installed, with the revisions written as each wants them, and what is said of the others. */
export async function preparePeers(
  folder: string,
  revisions: readonly PlainRevision[],
): Promise<{ peers: Peer[]; missing: string[] }> {
  const found = await Promise.all([
    drizzle(path.join(folder, "drizzle"), revisions),
    nodePgMigrate(path.join(folder, "node-pg-migrate"), revisions),
    alembic(path.join(folder, "alembic"), revisions),
  ]);
  return {
    peers: found.filter((peer) => typeof peer === "object"),
    missing: found.filter((peer) => typeof peer === "string"),
  };
}

async function drizzle(folder: string, revisions: readonly PlainRevision[]): Promise<Peer> {
  await mkdir(path.join(folder, "meta"), { recursive: true });
  const entries = revisions.map(({ id }, idx) => ({
    idx,
    version: "7",
    when: idx + 1,
    tag: id,
    breakpoints: true,
  }));
  const journal = { version: "7", dialect: "postgresql", entries };
  await writeFile(path.join(folder, "meta/_journal.json"), JSON.stringify(journal));
  for (const { id, up } of revisions) await writeFile(path.join(folder, `${id}.sql`), up);
  const script = await writeScript(
    folder,
    `import pg from ${resolved("pg")};
import { drizzle } from ${resolved("drizzle-orm/node-postgres")};
import { migrate } from ${resolved("drizzle-orm/node-postgres/migrator")};
const client = new pg.Client(process.argv[2]);
await client.connect();
await migrate(drizzle({ client }), { migrationsFolder: ${JSON.stringify(folder)} });
await client.end();`,
  );
  return {
    name: "drizzle-orm migrate(), one transaction for all, no lock",
    apply: (url) => run(process.execPath, [script, url]),
    looks: {},
  };
}

async function nodePgMigrate(folder: string, revisions: readonly PlainRevision[]): Promise<Peer | string> {
  const entry = entryOf("node-pg-migrate");
  if (entry === undefined) return "node-pg-migrate is not installed (npm install --no-save node-pg-migrate)";
  const migrations = path.join(folder, "migrations");
  await mkdir(migrations, { recursive: true });
  for (const [index, { id, up, down }] of revisions.entries()) {
    const text = `export const up = (pgm) => pgm.sql(${JSON.stringify(up)});
export const down = (pgm) => pgm.sql(${JSON.stringify(down)});\n`;
    await writeFile(path.join(migrations, `${1_700_000_000_000 + index}_${id}.mjs`), text);
  }
  const script = await writeScript(
    folder,
    `import { runner } from ${JSON.stringify(entry)};
await runner({ databaseUrl: process.argv[2], dir: ${JSON.stringify(migrations)}, direction: "up", migrationsTable: "pgmigrations",
  singleTransaction: false, log: () => {} });`,
  );
  return { name: "node-pg-migrate", apply: (url) => run(process.execPath, [script, url]), looks: {} };
}

async function alembic(folder: string, revisions: readonly PlainRevision[]): Promise<Peer | string> {
  const isThere = await run("alembic", ["--version"]).catch(() => undefined);
  if (isThere === undefined) return "Alembic is not installed (apt-get install alembic python3-psycopg2)";
  const versions = path.join(folder, "migrations/versions");
  await mkdir(versions, { recursive: true });
  await writeFile(path.join(folder, "alembic.ini"), "[alembic]\nscript_location = migrations\n");
  await writeFile(
    path.join(folder, "migrations/env.py"),
    `import os
from alembic import context
from sqlalchemy import create_engine
with create_engine(os.environ["BENCH_URL"]).connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
`,
  );
  for (const [index, { id, up, down }] of revisions.entries()) {
    const below = revisions[index - 1]?.id;
    const text = `from alembic import op
revision = ${JSON.stringify(id)}
down_revision = ${below === undefined ? "None" : JSON.stringify(below)}
branch_labels = None
depends_on = None
def upgrade():
    op.execute(${JSON.stringify(up)})
def downgrade():
    op.execute(${JSON.stringify(down)})
`;
    await writeFile(path.join(versions, `${id}_table.py`), text);
  }
  const call = (url: string, ...words: string[]) =>
    run("alembic", words, { cwd: folder, env: { ...process.env, BENCH_URL: url }, maxBuffer: 1e8 });
  return {
    name: "alembic upgrade head, one transaction each, no lock",
    apply: (url) => call(url, "upgrade", "head"),
    looks: {
      "alembic heads": (url) => call(url, "heads"),
      "alembic current": (url) => call(url, "current"),
      "alembic history": (url) => call(url, "history"),
    },
  };
}

async function writeScript(folder: string, text: string): Promise<string> {
  const file = path.join(folder, "migrate.mjs");
  await writeFile(file, text);
  return file;
}

function resolved(name: string): string {
  return JSON.stringify(entryOf(name));
}

/** As ESM finds it from the repository; undefined where it is not installed. */
function entryOf(name: string): string | undefined {
  try {
    return createRequire(path.join(process.cwd(), "package.json")).resolve(name);
  } catch {
    return undefined;
  }
}
