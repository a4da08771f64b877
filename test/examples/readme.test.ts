import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runProgram } from "../support/cli.ts";

const root = path.join(import.meta.dirname, "../..");
const folder = path.join(root, "examples");
const examples = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, "README.md")));

describe("examples", () => {
  it.each(examples)("%s does what its README says", async (name) => {
    const cwd = installedCopy(name);
    const script = shellBlocks(readFileSync(path.join(cwd, "README.md"), "utf8"));

    const { exitCode, stdout, stderr } = await runProgram(
      "bash",
      ["-euo", "pipefail", "-c", cleaningUp(script)],
      { cwd },
    );

    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
  });
});

/** The example in a folder of its own, with what `npm install` would have put there. */
function installedCopy(name: string): string {
  const cwd = mkdtempSync(path.join(tmpdir(), "varve-example-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  cpSync(path.join(folder, name), cwd, { recursive: true, filter: (file) => !file.endsWith(".varve") });
  const modules = path.join(root, "node_modules");
  mkdirSync(path.join(cwd, "node_modules/.bin"), { recursive: true });
  for (const entry of readdirSync(modules).filter((entry) => !entry.startsWith("."))) {
    symlinkSync(path.join(modules, entry), path.join(cwd, "node_modules", entry));
  }
  symlinkSync(root, path.join(cwd, "node_modules/varve"));
  symlinkSync(path.join(root, "dist/cli.js"), path.join(cwd, "node_modules/.bin/varve"));
  symlinkSync(path.join(modules, "esbuild/bin/esbuild"), path.join(cwd, "node_modules/.bin/esbuild"));
  return cwd;
}

function shellBlocks(readme: string): string {
  return [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block).join("\n");
}

/** As a script, where `%1` needs job control; leaves nothing running when a block fails. */
function cleaningUp(script: string): string {
  return `set -m; trap 'jobs -p | xargs -r kill; npx varve db stop' EXIT\n${script}`;
}
