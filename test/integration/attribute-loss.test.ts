// A composite type in use is made anew beside the old one where its attributes change, and the values go over to it.
import { expect, test } from "vitest";
import { diff } from "../../src/commands/diff.ts";
import { serverUrl } from "../support/database.ts";
import { createDatabase, dropDatabase } from "../support/law/databases.ts";

test("what the values of a composite type lose is named, within others too", async () => {
  const schemas = [
    "CREATE TYPE size AS (width numeric); CREATE TYPE parcel AS (a numeric, b int, s size); CREATE TABLE t (v parcel)",
    "CREATE TYPE size AS (width int); CREATE TYPE parcel AS (a numeric, s size); CREATE TABLE t (v parcel)",
  ];
  const [from, to] = (await Promise.all(schemas.map((sql) => createDatabase(serverUrl, sql)))) as [
    string,
    string,
  ];
  try {
    const { hazards } = await diff({ from, to, config: { models: "none.ts" } });
    expect(hazards.filter(({ code }) => code === "DATA_LOSS").map(({ message }) => message)).toEqual([
      "The values of t.v.b go with the attribute.",
      "The values of t.v.s.width are rounded to whole numbers.",
    ]);
  } finally {
    for (const url of [from, to]) await dropDatabase(serverUrl, url);
  }
});
