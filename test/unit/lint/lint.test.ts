import { describe, expect, test } from "vitest";
import { backfill } from "../../../src/revisions/declare.ts";
import { codesOf, lintChain } from "./revisions.ts";

test("names the revision, the step, the file and the mend", async () => {
  const findings = await lintChain(
    ["SELECT 1"],
    ["CREATE TABLE a (id int)", "ALTER TABLE app.users DROP nick"],
  );

  expect(findings).toEqual([
    {
      code: "DROP_COLUMN",
      severity: "error",
      revision: "r2",
      step: 2,
      file: "/migrations/r2.ts",
      message: "Drops app.users.nick and what it holds; code that still reads it fails.",
      hint: expect.stringContaining("pg_dump"),
    },
  ]);
});

describe("across statements", () => {
  const addCheck = "ALTER TABLE t ADD CONSTRAINT set CHECK (a IS NOT NULL) NOT VALID";
  const validate = "ALTER TABLE t VALIDATE CONSTRAINT set";
  const finish = "ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t DROP CONSTRAINT set";

  test("the way to NOT NULL without a scan is found good", async () => {
    expect(await lintChain([addCheck], [validate], [finish])).toEqual([]);
  });

  test("another column's check proves nothing", async () => {
    const codes = (await lintChain([addCheck], ["ALTER TABLE t ALTER b SET NOT NULL"])).map(
      ({ code }) => code,
    );
    expect(codes).toEqual(["SET_NOT_NULL_SCAN"]);
  });

  test("a constraint may be validated as soon as it is committed", async () => {
    expect(await codesOf([addCheck, validate])).toEqual(["VALIDATE_IN_SAME_TRANSACTION"]);
    expect(await codesOf([addCheck, "CREATE INDEX CONCURRENTLY i ON t (a)", validate])).toEqual([]);
    expect(await codesOf([addCheck, backfill({ table: "t", set: { a: "1" } }), validate])).toEqual([]);
  });

  test("a table is new only in the revision that makes it", async () => {
    const codes = (await lintChain(["CREATE TABLE t (a int)"], ["DROP TABLE t"])).map(({ code }) => code);
    expect(codes).toEqual(["DROP_TABLE"]);
  });
});

describe("-- varve-ignore", () => {
  const reason = "nobody reads it since March";

  test.each([
    [`-- varve-ignore drop-table: ${reason}\nDROP TABLE a`],
    [`DROP TABLE a -- varve-ignore drop-table: ${reason}`],
    [`DROP TABLE a; -- varve-ignore drop-table: ${reason}`],
    [`/* varve-ignore drop-table: ${reason} */ DROP TABLE a`],
    [`DROP TABLE\n  -- varve-ignore DROP_TABLE: ${reason}\n  a`],
    [`-- varve-ignore drop-cascade, drop-table: ${reason}\nDROP TABLE a CASCADE`],
  ])("passes over %j", async (sql) => {
    expect(await codesOf([sql])).toEqual([]);
  });

  test("is for one statement", async () => {
    expect(await codesOf([`DROP TABLE a; -- varve-ignore drop-table: ${reason}\nDROP TABLE b`])).toEqual([
      "DROP_TABLE",
    ]);
    expect(await codesOf([`-- varve-ignore drop-table: ${reason}\nDROP TABLE a;\nDROP TABLE b`])).toEqual([
      "DROP_TABLE",
    ]);
    expect(await codesOf([`SELECT 1;\n-- varve-ignore drop-table: ${reason}\nDROP TABLE a`])).toEqual([]);
  });

  test("needs a reason and a rule that exists", async () => {
    expect(await codesOf(["-- varve-ignore drop-table\nDROP TABLE a"])).toEqual([
      "DROP_TABLE",
      "IGNORE_WITHOUT_REASON",
    ]);
    expect(await codesOf([`-- varve-ignore drop-tabel: ${reason}\nDROP TABLE a`])).toEqual([
      "DROP_TABLE",
      "IGNORE_UNKNOWN_RULE",
    ]);
  });

  test("counts nowhere but in a comment", async () => {
    expect(await codesOf(["SELECT '-- varve-ignore drop-table: x'; DROP TABLE a"])).toEqual(["DROP_TABLE"]);
  });
});
