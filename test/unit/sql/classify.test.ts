import { describe, expect, it } from "vitest";
import { classifyStatements } from "../../../src/sql/classify.ts";

describe("classifyStatements", () => {
  it.each([
    ["CREATE TABLE a (b int)", "inside"],
    ["CREATE INDEX a ON b (c)", "inside"],
    ["create unique index CONCURRENTLY a on b (c)", "outside"],
    ["DROP INDEX CONCURRENTLY a", "outside"],
    ["REINDEX (CONCURRENTLY) TABLE a", "outside"],
    ["REINDEX TABLE CONCURRENTLY a", "outside"],
    ["REINDEX TABLE a", "inside"],
    ["REINDEX SCHEMA a", "outside"],
    ["VACUUM (ANALYZE) a", "outside"],
    ["ANALYZE a", "inside"],
    ["CLUSTER", "outside"],
    ["ALTER TABLE a DETACH PARTITION b CONCURRENTLY", "outside"],
    ["ALTER TABLE a DETACH PARTITION b", "inside"],
    ["ALTER TYPE a ADD VALUE IF NOT EXISTS 'b'", "apart"],
    ["ALTER TYPE a RENAME VALUE 'b' TO 'c'", "inside"],
    ["CREATE DATABASE a", "outside"],
    ["ALTER SYSTEM SET work_mem = '1GB'", "outside"],
    ["REFRESH MATERIALIZED VIEW CONCURRENTLY a", "inside"],
    ["SELECT 'create index concurrently a on b (c)'", "inside"],
    ["-- VACUUM\nSELECT 1", "inside"],
    ["COMMENT ON TABLE a IS 'vacuum'", "inside"],
    ["this is not SQL, concurrently", "inside"],
  ])("%s runs %s", async (sql, runs) => {
    expect((await classifyStatements(sql)).map((statement) => statement.runs)).toEqual([runs]);
  });

  it("splits a text by bytes, not by characters", async () => {
    const statements = await classifyStatements(
      "SELECT 'é→'; CREATE INDEX CONCURRENTLY a ON b (c);\n SELECT ';'",
    );
    expect(statements.map(({ sql }) => sql)).toEqual([
      "SELECT 'é→'",
      "CREATE INDEX CONCURRENTLY a ON b (c)",
      "SELECT ';'",
    ]);
  });

  it("is patient with a validation, alone of its kind", async () => {
    const [validate] = await classifyStatements("ALTER TABLE a VALIDATE CONSTRAINT b");
    expect(validate).toMatchObject({ runs: "inside", isPatient: true });
    const [mixed] = await classifyStatements("ALTER TABLE a VALIDATE CONSTRAINT b, ADD COLUMN c int");
    expect(mixed).toMatchObject({ runs: "inside", isPatient: false });
  });

  it("lets functions keep their BEGIN and END", async () => {
    const body = "CREATE FUNCTION a() RETURNS void LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$";
    expect(await classifyStatements(body)).toHaveLength(1);
  });

  it.each(["BEGIN", "SELECT 1; COMMIT", "ROLLBACK", "SAVEPOINT a", "START TRANSACTION; SELECT 1", "END"])(
    "refuses %s",
    async (sql) => {
      await expect(classifyStatements(sql)).rejects.toMatchObject({ code: "TRANSACTION_CONTROL" });
    },
  );
});
