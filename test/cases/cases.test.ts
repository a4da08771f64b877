// One folder, one change: before.sql → after.sql and back, on a database with the rows of seed.sql.
// expect.json: `since` (the first PostgreSQL version that has it), `rename` (as for --rename), `lossy` (see Transition).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { serverUrl, serverVersion } from "../support/database.ts";
import { runTransition } from "../support/law/transition.ts";

interface Expectation {
  since?: number;
  rename?: string[];
  lossy?: string[];
}

const cases = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

describe("a change, there and back", { concurrent: true }, () => {
  for (const { name } of cases) {
    const { since = 0, ...options } = read<Expectation>(name, "expect.json", JSON.parse) ?? {};
    test.skipIf(serverVersion < since)(name.replaceAll("-", " "), async () => {
      const [before, after, seed] = ["before.sql", "after.sql", "seed.sql"].map((file) => read(name, file));
      const outcome = await runTransition(serverUrl, {
        before: before ?? "",
        after: after ?? "",
        seed,
        ...options,
      });
      expect(outcome.problems).toEqual([]);
    });
  }
});

function read<T = string>(name: string, file: string, parse = (text: string) => text as T): T | undefined {
  const full = path.join(import.meta.dirname, name, file);
  return existsSync(full) ? parse(readFileSync(full, "utf8")) : undefined;
}
