import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runCliJson, runProgram } from "../support/cli.ts";

const root = path.join(import.meta.dirname, "../..");

describe("npm run quickstart", () => {
  it("goes from a model to events and through a change, in sync after every step", async () => {
    const cwd = mkdtempSync(path.join(tmpdir(), "varve-quickstart-"));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    cpSync(path.join(root, "examples"), path.join(cwd, "examples"), { recursive: true });
    cpSync(path.join(root, "package.json"), path.join(cwd, "package.json"));
    for (const name of ["dist", "src", "node_modules"])
      symlinkSync(path.join(root, name), path.join(cwd, name));

    // A database that the environment names is none of its business.
    const env = { DATABASE_URL: "postgres://nobody@nowhere.invalid/nothing" };
    const { exitCode, stdout, stderr } = await runProgram("npm", ["run", "--silent", "quickstart"], {
      cwd,
      env,
    });

    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout.match(/In sync/g)).toHaveLength(4);
    expect(stdout).toMatch(/stored +329\n/);
    expect(stdout).toMatch(/rejected +12\n/);
    expect(stdout).toMatch(/processed +329\n/);
    expect(stdout).toContain('CREATE TABLE "public"."custom_models"');
    const { document } = await runCliJson(["db", "status"], { cwd: path.join(cwd, ".varve/quickstart") });
    expect(document).toMatchObject({ running: false });
  });
});
