import { expect, test } from "vitest";
import { connect, withClient } from "../../../src/database/connect.ts";
import { withDatabase } from "../../../src/database/url.ts";
import { serverUrl } from "../../support/database.ts";

test("runs statements and closes the connection", async () => {
  const rows = await withClient(serverUrl, async (client) => (await client.query("SELECT 1 AS one")).rows);

  expect(rows).toEqual([{ one: 1 }]);
});

test("names a database that does not exist", async () => {
  await expect(connect(withDatabase(serverUrl, "no/such db"))).rejects.toMatchObject({
    code: "DATABASE_NOT_FOUND",
    message: expect.stringContaining('"no/such db"'),
  });
});
