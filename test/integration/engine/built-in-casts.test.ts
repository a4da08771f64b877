import { expect, test } from "vitest";
import { isAssignable, isCastable } from "../../../src/engine/mends/built-in-casts.ts";
import { serverUrl } from "../../support/database.ts";
import { query } from "../../support/migrations.ts";

test("the casts are those of the server", async () => {
  // Strings are converted by their text; the casts of integers to bytea came with PostgreSQL 18.
  const types = (await query(
    serverUrl,
    `SELECT format_type(oid, NULL) FROM pg_type
     WHERE typtype IN ('b', 'r', 'm') AND typcategory NOT IN ('A', 'S', 'Z') AND oid < 16384 AND typname !~ '^(_|pg_)' AND typname <> 'bytea'`,
  )) as [string][];
  const casts = (await query(
    serverUrl,
    `SELECT format_type(castsource, NULL), format_type(casttarget, NULL), castcontext IN ('i', 'a') FROM pg_cast`,
  )) as [string, string, boolean][];
  const server = new Map(casts.map(([source, target, isAssigned]) => [`${source} → ${target}`, isAssigned]));

  const wrong = types.flatMap(([source]) =>
    types
      .filter(([target]) => target !== source)
      .map(([target]) => ({
        cast: `${source} → ${target}`,
        ours: isAssignable(source, target) ? true : isCastable(source, target) ? false : undefined,
      }))
      .filter(({ cast, ours }) => server.get(cast) !== ours)
      .map(({ cast, ours }) => `${cast}: ${ours} should be ${server.get(cast)}`),
  );

  expect(types.length).toBeGreaterThan(60);
  expect(wrong).toEqual([]);
});
