import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** The packages of Drizzle that models are tested with, by their version. */
export const drizzleVersions = { "0.45": "drizzle-orm", "1.0": "drizzle-orm-1" } as const;
export type DrizzleVersion = keyof typeof drizzleVersions;

/** A folder with these files, and Drizzle of that version installed; removed after the test. Returns its path. */
export function createProject(
  files: Readonly<Record<string, string>>,
  drizzle: DrizzleVersion = "0.45",
): string {
  const root = mkdtempSync(join(tmpdir(), "varve-project-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "node_modules"));
  symlinkSync(join(modules, drizzleVersions[drizzle]), join(root, "node_modules/drizzle-orm"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}
