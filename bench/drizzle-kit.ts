// The same models for drizzle-kit 0.31: what is there is compared by `push`, a new column by `generate`, which reads no database.
import { execFile } from "node:child_process";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import type { Contenders } from "./measure.ts";

const run = promisify(execFile);
const require = createRequire(path.join(process.cwd(), "package.json"));

/** `push` is no match for many: it takes part where there are few. */
const mostTables = 100;

/** The models in `folder` are those that the database has. */
export async function createDrizzleKit(
  folder: string,
  { tables, url }: { tables: number; url: string },
): Promise<{ nothing: Contenders; column: Contenders }> {
  const config = { dialect: "postgresql", schema: "./models.ts", out: "./kit", dbCredentials: { url } };
  await writeFile(path.join(folder, "kit.config.cjs"), `module.exports = ${JSON.stringify(config)};\n`);
  const program = path.join(path.dirname(require.resolve("drizzle-kit")), "bin.cjs");
  const kit = (command: string) =>
    run(process.execPath, [program, command, "--config=kit.config.cjs"], { cwd: folder, maxBuffer: 1e9 });
  await kit("generate");
  const out = path.join(folder, "kit");
  const journal = path.join(out, "meta/_journal.json");
  const before = { journal: await readFile(journal), files: await readdir(out, { recursive: true }) };
  const generate = async () => {
    await kit("generate");
    const files = await readdir(out, { recursive: true });
    for (const file of files) if (!before.files.includes(file)) await rm(path.join(out, file));
    await writeFile(journal, before.journal);
  };
  return {
    nothing: tables > mostTables ? {} : { "drizzle-kit push": () => kit("push") },
    column: { "drizzle-kit generate, up alone, not proven": generate },
  };
}
