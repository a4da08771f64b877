import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("everything compiles with the types of Drizzle 1.0 too", async () => {
  const tsc = ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "test/types/drizzle1/tsconfig.json"];
  const compiled = await promisify(execFile)(process.execPath, tsc).catch((error) => error);
  expect(compiled.stdout).toBe("");
});
