import fc from "fast-check";
import { expect, test } from "vitest";
import { revision, sql } from "../../../src/revisions/declare.ts";
import { formatRevision } from "../../../src/revisions/format.ts";

const base = { id: "a1", revises: [], message: "m", createdAt: "2026-01-01T00:00:00Z", up: [], down: [] };

/** What the text of a revision file exports, without a file. */
function evaluate(text: string): { preflight?: unknown } {
  const body = text.replace(/^import .*$/m, "").replace("export default", "return");
  return new Function("revision", "sql", body)(revision, sql);
}

test("shows the SQL of a preflight without backslashes", () => {
  const query = { message: "m", sql: 'SELECT "id"::text AS key FROM "t"', hint: "h" };

  expect(formatRevision({ ...base, preflight: [query] })).toContain(
    'sql: `SELECT "id"::text AS key FROM "t"`,',
  );
});

test("a preflight is read back as it was written, whatever is in it", () => {
  const odd = fc.constantFrom('"', "`", "\\", "${", "$", "{", "}", "\n", "\r", "'", "\u2028", "é", "\0");
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(odd, fc.string()), { maxLength: 6 }).map((parts) => parts.join("")),
  );

  fc.assert(
    fc.property(text, text, text, text, (message, prepare, query, hint) => {
      const preflight = [
        { message, sql: query, hint },
        { message, prepare, sql: query, hint },
      ];
      expect(evaluate(formatRevision({ ...base, preflight })).preflight).toEqual(preflight);
    }),
  );
});
