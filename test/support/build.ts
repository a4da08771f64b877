// Vitest runs this once before the tests of the built package: `dist` as the sources are now.
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");

export default function buildPackage(): void {
  const sources = [
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
    ...readdirSync(path.join(root, "src"), { recursive: true }).map((file) => `src/${file}`),
  ];
  const newest = Math.max(...sources.map((file) => statSync(path.join(root, file)).mtimeMs));
  const built = statSync(path.join(root, "dist/cli.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > newest) return;
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: ["ignore", 2, 2] });
}
