// PostgreSQL prints some expressions in another way once they were created from its own text: that is no difference.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { diff } from "../../src/commands/diff.ts";
import { serverUrl, serverVersion } from "../support/database.ts";
import { createDatabase, dropDatabase, withConnection } from "../support/law/databases.ts";

const schema = readFileSync(path.join(import.meta.dirname, "../support/expressions.sql"), "utf8");

async function create(sql: string): Promise<string> {
  const url = await createDatabase(serverUrl, sql);
  onTestFinished(() => dropDatabase(serverUrl, url));
  return url;
}

const compare = (from: string, to: string) => diff({ from, to, config: { models: "none.ts" } });

test("every kind of expression comes out of a plan as it went in", async () => {
  const { up, down } = await compare(await create(""), await create(schema));

  // The plan is proven: read again, there was no difference.
  expect(up.length).toBeGreaterThan(20);
  expect(down.length).toBeGreaterThan(0);
});

test.skipIf(dumpVersion() < serverVersion)(
  "a restored dump is equal to what was dumped (needs pg_dump)",
  async () => {
    const [from, to] = [await create(schema), await create("")];
    const dump = execFileSync("pg_dump", ["-s", "-d", from], { encoding: "utf8" });
    await withConnection(to, (client) => client.query(dump.replace(/^\\.*$/gm, "")));

    expect(await compare(from, to)).toMatchObject({ up: [], down: [] });
  },
);

function dumpVersion(): number {
  try {
    return Number(/(\d+)/.exec(execFileSync("pg_dump", ["--version"], { encoding: "utf8" }))?.[1]);
  } catch {
    return 0;
  }
}
