import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { createProject } from "../../support/project.ts";
import { spawnScript } from "../../support/spawn-script.ts";

/** In a process of its own: within a test, an import means what Vite means by it. */
async function loadDirectly(files: Record<string, string>): Promise<{ before: unknown; after: unknown }> {
  const root = createProject(files);
  const child = await spawnScript(
    "load-directly",
    Object.keys(files).map((name) => path.join(root, name)),
  );
  return JSON.parse(await text(child.stdout));
}

test("imports plain JavaScript of both styles as Node does, until a file changes", async () => {
  const { before, after } = await loadDirectly({
    "a.mjs": "export const a = 1;",
    "b.cjs": "const all = { b: 2 };\nmodule.exports = all;",
  });

  expect(before).toEqual([{ a: 1 }, expect.objectContaining({ b: 2, default: { b: 2 } })]);
  expect(after).toBeNull();
});

test.each([
  ["TypeScript is among the files", { "a.mjs": "export const a = 1;", "b.ts": "export const b = 1;" }],
  ["an import has no extension", { "a.mjs": `export * from "./b";`, "b.mjs": "export const b = 1;" }],
  ["it does not parse", { "a.mjs": "export const a = ;" }],
])("leaves it to the bundler when %s", async (_, files) => {
  expect((await loadDirectly(files)).before).toBeNull();
});
