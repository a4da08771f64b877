// What can't be copied to a scratch database is named, and need not be there where it is excluded.
import { afterAll, beforeAll, expect, test } from "vitest";
import { diff } from "../../src/commands/diff.ts";
import { serverUrl } from "../support/database.ts";
import { createDatabase, dropDatabase } from "../support/law/databases.ts";

let from: string;
let to: string;

beforeAll(async () => {
  from = await createDatabase(serverUrl, "CREATE TABLE t (a int)");
  to = await createDatabase(
    serverUrl,
    `CREATE TABLE t (a int, b int); CREATE OPERATOR FAMILY family USING btree;
      CREATE OPERATOR CLASS own_ops FOR TYPE int USING btree FAMILY family AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =,
      OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
      ALTER OPERATOR FAMILY family USING btree ADD OPERATOR 1 < (int, bigint); CREATE INDEX i ON t (a own_ops);
      COMMENT ON INDEX i IS 'by a class with more in its family'`,
  );
});

afterAll(async () => {
  for (const url of [from, to]) await dropDatabase(serverUrl, url);
});

test("an object that PostgreSQL refuses to make again is named, with the reason and how to go on", async () => {
  await expect(diff({ from, to, config: { models: "none.ts" } })).rejects.toMatchObject({
    code: "PLAN_IMPOSSIBLE",
    message: expect.stringMatching(
      /refuses to make the index i \(operator class "public.own_ops" does not exist/,
    ),
    hint: 'Leave it out of the comparison, exclude: ["i"] in varve.config.ts, or write the revision by hand: varve revision --empty.',
  });
});

test("an object that is excluded may be missing in a copy", async () => {
  const { up } = await diff({ from, to, config: { models: "none.ts", exclude: ["i"] } });

  expect(up.map(({ sql }) => sql)).toEqual([expect.stringContaining('ADD COLUMN "b" integer')]);
});
