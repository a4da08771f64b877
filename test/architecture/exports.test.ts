import { existsSync } from "node:fs";
import { expect, test } from "vitest";

const entries = ["index", "events", "migrations", "models", "fastify", "hono"];

// What is exported is promised. After a change that is meant: npx vitest run test/architecture -u
test.each(entries)("%s exports what it did before", async (entry) => {
  const file = new URL(`../../src/${entry}.ts`, import.meta.url);
  const names = existsSync(file) ? Object.keys(await import(file.href)).sort() : [];

  await expect(`${names.join("\n")}\n`).toMatchFileSnapshot(`exports/${entry}.txt`);
});
