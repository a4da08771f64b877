// The same tables for Alembic, if there is one: https://alembic.sqlalchemy.org.
import { execFile } from "node:child_process";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Contenders } from "./measure.ts";

const run = promisify(execFile);

/** No contenders where Alembic is not installed. */
export async function createAlembic(
  folder: string,
  { tables, url }: { tables: number; url: string },
): Promise<{ nothing: Contenders; column: Contenders }> {
  const version = await run("alembic", ["--version"]).catch(() => undefined);
  if (version === undefined) {
    console.log("\nAlembic is not installed, so it does not take part.");
    return { nothing: {}, column: {} };
  }
  const home = path.join(folder, "alembic");
  const versions = path.join(home, "versions");
  await mkdir(versions, { recursive: true });
  await writeFile(path.join(folder, "alembic.ini"), "[alembic]\nscript_location = alembic\n");
  await writeFile(path.join(home, "script.py.mako"), template);
  await writeFile(path.join(home, "env.py"), environment(tables, url));
  const autogenerate = (more: string) => async () => {
    const env = { ...process.env, MORE: more };
    await run("alembic", ["revision", "--autogenerate", "-m", "bench"], { cwd: folder, env, maxBuffer: 1e9 });
    for (const file of await readdir(versions)) await rm(path.join(versions, file), { recursive: true });
  };
  const name = version.stdout.trim();
  return { nothing: { [name]: autogenerate("") }, column: { [`${name}, not proven`]: autogenerate("yes") } };
}

const template = `"""\${message}"""
revision = \${repr(up_revision)}
down_revision = \${repr(down_revision)}
from alembic import op
import sqlalchemy as sa
\${imports if imports else ""}

def upgrade():
    \${upgrades if upgrades else "pass"}

def downgrade():
    \${downgrades if downgrades else "pass"}
`;

function environment(tables: number, url: string): string {
  return `import os
from alembic import context
from sqlalchemy import *
from sqlalchemy.dialects.postgresql import JSONB, UUID

metadata = MetaData()
for n in range(${tables}):
    def reference(to, name):
        return [ForeignKey(f"t{to}.id", name=f"t{n}_{name}_t{to}_id_fk")] if n > 3 else []
    more = [Column("more", Text)] if n == 7 and os.environ["MORE"] else []
    Table(f"t{n}", metadata,
        Column("id", UUID, primary_key=True), Column("code", String(32)), Column("title", String(120), nullable=False),
        Column("a", Integer, nullable=False, server_default="0"), Column("b", Integer), Column("body", Text),
        Column("data", JSONB, nullable=False), Column("amount", Numeric(12, 2)),
        Column("created", DateTime(timezone=True), server_default=func.now()), Column("updated", DateTime(timezone=True)),
        Column("r1", UUID, *reference(n // 2, "r1")), Column("r2", UUID, *reference(n // 4, "r2")), *more,
        UniqueConstraint("code", name=f"t{n}_code_unique"),
        Index(f"t{n}_created_index", "created"), Index(f"t{n}_a_b_index", "a", "b"))

with create_engine(${JSON.stringify(url)}).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, compare_type=True, version_table_schema="varve")
    with context.begin_transaction():
        context.run_migrations()
`;
}
