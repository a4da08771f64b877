import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");

/**
 * Runs a TypeScript file of test/support as a process of its own, for tests about processes that are killed or start at
 * once. It is bundled first: the oldest Node.js that is supported does not run TypeScript.
 */
export async function spawnScript(
  name: string,
  args: string[],
): Promise<ChildProcessByStdio<Writable, Readable, null>> {
  // Inside of node_modules, so that packages are found from there.
  const outfile = path.join(root, "node_modules/.cache/varve-test", `${name}-${randomUUID()}.mjs`);
  const entry = path.join(import.meta.dirname, `${name}.ts`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
  });
  const child = spawn(process.execPath, [outfile, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  child.once("exit", () => rmSync(outfile));
  return child;
}
