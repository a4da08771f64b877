// Imports the files given as Node does it, changes the first and imports them again: what both calls gave, as JSON.
import { appendFileSync } from "node:fs";
import { importDirectly } from "../../src/typescript/direct.ts";

const files = process.argv.slice(2);
const load = async () => {
  const loaded = await importDirectly(files);
  return loaded === undefined ? null : [...loaded.values()];
};
const before = await load();
appendFileSync(files[0] ?? "", "\n// changed\n");
process.stdout.write(JSON.stringify({ before, after: await load() }));
