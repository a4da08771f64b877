import { beforeAll, expect, it } from "vitest";
import { withoutServerStatements } from "../../../src/adoption/server-statements.ts";
import { loadParser } from "../../../src/sql/parser.ts";

beforeAll(loadParser);

it("takes out what would change the server, and names the roles that are made", () => {
  expect(
    withoutServerStatements([
      "CREATE TABLE a (id integer)",
      'CREATE ROLE "app"; CREATE POLICY p ON a TO app; GRANT app TO CURRENT_USER',
      "DROP ROLE app",
      "ALTER SYSTEM SET work_mem = '1MB'",
      "CREATE NONSENSE",
    ]),
  ).toEqual({
    steps: ["CREATE TABLE a (id integer)", "CREATE POLICY p ON a TO app", "CREATE NONSENSE"],
    roles: [{ name: "app", sql: 'CREATE ROLE "app"' }],
  });
});
