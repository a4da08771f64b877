import { beforeAll, describe, expect, it } from "vitest";
import { migrationSteps } from "../../../src/adoption/migration-steps.ts";
import { loadParser } from "../../../src/sql/parser.ts";

beforeAll(loadParser);

describe("the steps of a drizzle-kit migration", () => {
  it("are what stands between its breakpoints", () => {
    expect(
      migrationSteps(
        'CREATE TABLE "a" (\n\t"id" integer\n);\n--> statement-breakpoint\nCREATE INDEX "i" ON "a" ("id");--> statement-breakpoint\n',
      ),
    ).toEqual(['CREATE TABLE "a" (\n\t"id" integer\n)', 'CREATE INDEX "i" ON "a" ("id")']);
  });

  it("are one for a part with several statements, as drizzle-orm sends them", () => {
    expect(migrationSteps("SELECT 1; SELECT ';';\n")).toEqual(["SELECT 1; SELECT ';'"]);
  });

  it("are none for an empty custom migration", () => {
    expect(migrationSteps("-- Custom SQL migration file, put your code below! --")).toEqual([]);
  });

  it("leave BEGIN and COMMIT out, which people write to get out of the one transaction", () => {
    expect(migrationSteps('COMMIT;\nCREATE INDEX CONCURRENTLY "ü" ON a (b);\nBEGIN;\n')).toEqual([
      'CREATE INDEX CONCURRENTLY "ü" ON a (b)',
    ]);
  });

  it.each(["BEGIN; DELETE FROM a; ROLLBACK;", "SAVEPOINT s; DELETE FROM a; ROLLBACK TO s;"])(
    "refuse %s",
    (text) => {
      expect(() => migrationSteps(text)).toThrow(expect.objectContaining({ code: "ADOPTION_FAILED" }));
    },
  );

  it("are taken out of the comment that drizzle-kit's pull puts around a first migration", () => {
    expect(
      migrationSteps(`-- Current sql file was generated after introspecting the database
-- If you want to run this migration please uncomment this code before executing migrations
/*
CREATE TABLE "a" ("id" integer);
--> statement-breakpoint
CREATE TABLE "b" ("id" integer);
*/`),
    ).toEqual(['CREATE TABLE "a" ("id" integer)', 'CREATE TABLE "b" ("id" integer)']);
  });

  it("keep what the parser does not know for the server to judge", () => {
    expect(migrationSteps("CREATE NONSENSE x")).toEqual(["CREATE NONSENSE x"]);
  });
});
